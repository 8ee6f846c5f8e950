using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Audit;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Api;

public sealed class AuditTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_member_tries_in_vain_outside_of_the_own_environments_is_written_down(bool ofDeployment)
    {
        var (ada, bob, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.UserAsync("Eve"));
        var deployment = await ada.DeploymentAsync();
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "maintainer", "staging");
        var path = ofDeployment ? $"/api/deployments/{deployment.Id}/config" : $"/api/projects/{deployment.ProjectId}/environments/production/config";
        foreach (var (user, status) in ((TestUser, HttpStatusCode)[])[(bob, HttpStatusCode.Forbidden), (eve, HttpStatusCode.NotFound)])
        {
            var config = new ConfigUser(user, path);
            await config.TryRevealAsync("TOKEN").ShouldBeAsync(status);
            await config.SendAsync(HttpMethod.Get, "/export", null, null).ShouldBeAsync(status);
            await config.SetAsync("A", "1").ShouldBeAsync(status);
        }

        var name = ofDeployment ? $"deployment {deployment.Id}" : "production";
        var denied = await DeniedAsync(ada, deployment.ProjectId);
        denied.Select(entry => (entry.Actor.Email, entry.Action, entry.Target)).ShouldBe(
            [(bob.Email, "config.change", name), (bob.Email, "config.export", name), (bob.Email, "secret.reveal", "TOKEN")]);
        denied.ShouldAllBe(entry => entry.Environment == EnvironmentName.Production);
    }

    [Fact]
    public async Task What_is_done_to_a_deployment_is_written_down_and_what_a_viewer_tries_in_vain()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var deployment = await ada.DeploymentAsync();
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");
        var path = $"/api/deployments/{deployment.Id}";
        (string Action, Func<TestUser, Task<HttpResponseMessage>> Ask)[] all =
        [
            ("release.create", user => user.PostAsync($"{path}/releases", new { files = new Dictionary<string, string> { ["index.html"] = "hello" } })),
            ("deployment.scale", user => user.PostAsync($"{path}/scale", new { instances = 2 })),
            ("deployment.change", user => user.SendAsync(HttpMethod.Patch, path, new { startCommand = "node server.js --token=a-canary" })),
            ("deployment.stop", user => user.PostAsync($"{path}/stop")),
            ("project.change", user => user.SendAsync(HttpMethod.Patch, $"/api/projects/{deployment.ProjectId}", new { name = "Other" })),
            ("member.set", user => user.SendAsync(HttpMethod.Put, $"/api/projects/{deployment.ProjectId}/members/{bob.Email}", new { role = "viewer" })),
            ("token.create", user => user.PostAsync($"/api/projects/{deployment.ProjectId}/tokens", new { name = "CI", role = "viewer" })),
            ("template.create", user => user.PostAsync($"/api/projects/{deployment.ProjectId}/templates", new { name = "Shop", keys = new[] { new { key = "A", required = true } } })),
            ("deployment.delete", user => user.SendAsync(HttpMethod.Delete, path)),
        ];

        foreach (var (action, ask) in all)
        {
            using var refused = await ask(bob);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, action);
            using var done = await ask(ada);
            done.IsSuccessStatusCode.ShouldBeTrue(action);
        }

        var entries = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{deployment.ProjectId}/audit?limit=200"))!.Items.Reverse().ToList();
        entries.Where(entry => entry.Outcome == AuditOutcome.Denied).Select(entry => (entry.Actor.Email, entry.Action)).ShouldBe(all.Select(each => (bob.Email, each.Action)));
        entries.Where(entry => entry.Outcome == AuditOutcome.Done).Select(entry => entry.Action).ShouldBe(["deployment.create", "member.set", .. all.Select(each => each.Action)]);
        var changed = entries.Single(entry => entry is { Action: "deployment.change", Outcome: AuditOutcome.Done });
        (changed.Target, changed.Environment).ShouldBe(($"deployment {deployment.Id}", deployment.Environment));
        changed.Detail.GetRawText().ShouldContain("startCommand");
        changed.Detail.GetRawText().ShouldNotContain("a-canary");
    }

    [Fact]
    public async Task Many_tries_at_once_are_no_more_entries_than_one_after_the_other()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");

        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => ConfigUser.Of(bob, project).TryRevealAsync($"TOKEN{n}").ShouldBeAsync(HttpStatusCode.Forbidden)));

        var entries = await DeniedAsync(ada, project);
        entries.Count.ShouldBe(AuditRepeats.MostDenials);
        entries[0].Detail.GetRawText().ShouldBe("""{"more":true}""");
        entries.Skip(1).ShouldAllBe(entry => entry.Detail.GetRawText() == "{}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_tries_in_vain_many_times_at_once_takes_the_database_from_nobody(bool keyed)
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var deployment = await ada.DeploymentAsync();
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");

        // Three times as many as there are connections: none may hold one and wait for another.
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => bob.PostAsync($"/api/deployments/{deployment.Id}/stop", null, keyed ? $"key {n}" : null).ShouldBeAsync(HttpStatusCode.Forbidden)));

        (await DeniedAsync(ada, deployment.ProjectId)).ShouldHaveSingleItem().Action.ShouldBe("deployment.stop");
    }

    [Fact]
    public async Task A_long_name_is_cut_between_letters()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");
        var key = new string('a', AuditEvent.MostTargetLength - 1);

        await ConfigUser.Of(bob, project).TryRevealAsync(Uri.EscapeDataString($"{key}😀b")).ShouldBeAsync(HttpStatusCode.Forbidden);

        (await DeniedAsync(ada, project)).ShouldHaveSingleItem().Target.ShouldBe(key);
    }

    [Fact]
    public async Task Who_reads_an_export_slowly_keeps_nobody_from_the_database()
    {
        const int entries = 2500;
        await using var database = await TestDatabase.CreateAsync();
        var few = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 5 }.ConnectionString;
        await using var own = await ApiFactory.StartAsync(database, settings: new Dictionary<string, string> { ["ConnectionStrings:db"] = few });
        var ada = await own.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        await using (var db = own.Db())
        {
            // More than the buffers between the two ends hold.
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO audit_entries (id, project_id, seq, time, actor_email, action, target, outcome, detail, hash)
                SELECT gen_random_uuid(), {project}, seq, now(), 'coderunner', 'secret.inject', 'it', 'Done', jsonb_build_object('keys', repeat('x', 6000))::text, ''::bytea
                FROM generate_series(1, {entries}) seq
                """);
        }
        var readers = new List<HttpResponseMessage>();
        for (var n = 0; n < 6; n++)
            readers.Add(await ada.Http.GetAsync($"/api/projects/{project}/audit/export", HttpCompletionOption.ResponseHeadersRead));

        await ada.Http.GetAsync("/api/projects").ShouldBeAsync(HttpStatusCode.OK);

        var lines = (await readers[0].Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonNode.Parse(line)!["seq"]!.GetValue<long>()).ShouldBe(Enumerable.Range(1, entries).Reverse().Select(seq => (long)seq));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task An_export_takes_only_what_it_heeds()
    {
        using var http = api.Stranger();
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        document["paths"]!["/api/projects/{id}/audit/export"]!["get"]!["parameters"]!.AsArray().Select(each => each!["name"]!.GetValue<string>())
            .ShouldBe(["id", "after", "action", "actor", "from", "to"]);
    }

    private static async Task<IReadOnlyList<AuditEntryResponse>> DeniedAsync(TestUser owner, Guid project) =>
        [.. (await owner.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?limit=200"))!.Items.Where(entry => entry.Outcome == AuditOutcome.Denied)];
}
