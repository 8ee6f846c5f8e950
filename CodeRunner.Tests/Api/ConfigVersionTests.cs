using System.Net;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Configuration;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ConfigVersionTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Versions_are_listed_compared_and_brought_back()
    {
        var (ada, config) = await ConfigUser.StartAsync(api);
        await config.PutAsync(new { key = "A", value = "1" }, new { key = "TOKEN", value = "first-one", encrypted = true });
        await config.PutAsync(new { key = "A", value = "2" }, new { key = "TOKEN", value = "second-one", encrypted = true }, new { key = "C", value = "3" });

        var diff = await config.DiffAsync(1);
        diff.Items.ShouldBe([
            new ConfigDiffItem("A", ConfigDiffKind.Changed, false, "1", "2"),
            new ConfigDiffItem("C", ConfigDiffKind.Added, false, null, "3"),
            new ConfigDiffItem("TOKEN", ConfigDiffKind.Changed, true, null, null)]);
        (await config.DiffAsync(2, to: 0)).Removed.ShouldBe(["A", "C", "TOKEN"]);

        (await config.RollBackAsync(1)).Version.ShouldBe(3);
        (await config.RevealAsync("TOKEN")).ShouldBe("first-one");
        (await config.GetAsync()).Variables.ShouldBe([new ConfigVariable("A", "1", null)]);
        var versions = await config.VersionsAsync();
        versions.Select(each => (each.Version, each.CreatedBy, each.Keys)).ShouldBe([(3, ada.Email, 2), (2, ada.Email, 3), (1, ada.Email, 2)]);
        versions[0].Reason.ShouldBe("Back to version 1");
    }

    [Fact]
    public async Task Going_back_to_what_is_there_already_changes_nothing()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        foreach (var value in (string[])["1", "2", "1"])
            await config.SetAsync("A", value).ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.DiffAsync(1)).Items.ShouldBeEmpty();
        (await config.RollBackAsync(1)).Version.ShouldBe(3);
        (await config.RollBackAsync(2)).Version.ShouldBe(4);
    }

    [Fact]
    public async Task Many_versions_are_kept_within_bounds()
    {
        var (ada, project) = await api.OwnerAsync();
        var config = ConfigUser.Of(ada, project);
        await MakeVersionsAsync(new ConfigScope(project, EnvironmentName.Staging), 248);
        await config.SetAsync("A", "249").ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.DiffAsync(1)).Items.ShouldBe([new ConfigDiffItem("A", ConfigDiffKind.Changed, false, "1", "249")]);
        await config.SetAsync("A", "250").ShouldBeAsync(HttpStatusCode.NoContent);

        (await config.GetAsync()).Variables.ShouldBe([new ConfigVariable("A", "250", null)]);
        (await config.DiffAsync(51)).Items.ShouldBe([new ConfigDiffItem("A", ConfigDiffKind.Changed, false, "51", "250")]);
        await config.SendAsync(HttpMethod.Get, "/versions/50/diff", null, null).ShouldBeAsync(HttpStatusCode.NotFound);
        await using var db = api.Db();
        (await db.ConfigValues.CountAsync(value => value.ProjectId == project)).ShouldBe(200);
    }

    [Fact]
    public async Task A_version_that_is_forgotten_while_it_is_brought_back_is_refused_and_leaves_all_readable()
    {
        var (ada, project) = await api.OwnerAsync();
        var (config, path) = (ConfigUser.Of(ada, project), $"/api/projects/{project}/environments/staging/config/rollback");
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);

        await using var other = api.Db();
        await using var editing = await other.Database.BeginTransactionAsync();
        await other.Database.ExecuteSqlAsync($"SELECT 1 FROM projects WHERE id = {project} FOR UPDATE");
        var restoring = ada.SendAsync(HttpMethod.Post, path, new { version = 1 });
        await using (var looking = api.Db())
            await Eventually.BeAsync(
                () => looking.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync(),
                waiting => waiting > 0, "it waits for the other edit");
        await other.ForgetOldConfigsAsync(new ConfigScope(project, EnvironmentName.Staging), 1, default);
        await editing.CommitAsync();

        await restoring.ShouldNameAsync("version");
        (await config.GetAsync()).Variables.ShouldBe([new ConfigVariable("A", "2", null)]);
    }

    [Fact]
    public async Task Changes_reveals_and_injections_at_the_same_moment_all_go_through()
    {
        var (ada, project) = await api.OwnerAsync();
        var config = ConfigUser.Of(ada, project);
        await config.PutAsync(new { key = "TOKEN", value = "first-one", encrypted = true });
        var change = Enumerable.Range(0, 3).Select(async writer =>
        {
            for (var n = 0; n < 12; n++)
                await config.SetAsync($"A{writer}", $"{n}").ShouldBeAsync(HttpStatusCode.NoContent);
        });
        var reveal = Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var n = 0; n < 12; n++)
                (await config.RevealAsync("TOKEN")).ShouldBe("first-one");
        });
        // As Workers do.
        var inject = Enumerable.Range(0, 3).Select(async worker =>
        {
            for (var n = 0; n < 12; n++)
            {
                await using var db = api.Db();
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.AppendAuditAsync(new AuditEvent(project, AuditEvent.Platform, "secret.inject", $"{worker}") { Detail = $"{n}" }, DateTimeOffset.UtcNow, default);
                await transaction.CommitAsync();
            }
        });
        await Task.WhenAll([.. change, .. reveal, .. inject]);
        (await ada.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify")).ShouldBe(new AuditVerification(true, 109, null));
    }

    [Fact]
    public async Task A_release_whose_layers_are_together_more_than_an_app_can_get_is_refused()
    {
        var ada = await api.UserAsync("Ada");
        var deployment = await ada.DeploymentAsync();
        var environment = deployment.Environment.ToString().ToLowerInvariant();
        object[] Variables(string prefix, int count) => [.. Enumerable.Range(0, count).Select(n => new { key = $"{prefix}{n}", value = "1" })];
        await new ConfigUser(ada, $"/api/deployments/{deployment.Id}/config").PutAsync(Variables("OWN", 500));
        await ConfigUser.Of(ada, deployment.ProjectId, environment).PutAsync(Variables("ENV", 500));
        await ConfigUser.Shared(ada, deployment.ProjectId).PutAsync(Variables("SHARED", 1));

        var refused = await ada.PostAsync($"/api/deployments/{deployment.Id}/releases", new { template = "static-site" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        refused["detail"]!.GetValue<string>().ShouldContain("1001 variables; 1000 is the most");
        await new ConfigUser(ada, $"/api/deployments/{deployment.Id}/config").SetAsync("MORE", "1").ShouldNameAsync("variables");
        await ConfigUser.Shared(ada, deployment.ProjectId).PutAsync();
        await ada.PostAsync($"/api/deployments/{deployment.Id}/releases", new { template = "static-site" }).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    private async Task MakeVersionsAsync(ConfigScope scope, int count)
    {
        await using var db = api.Db();
        for (var n = 1; n <= count; n++)
        {
            var value = ConfigValue.Plain(scope, "A", n, $"{n}", 1, DateTimeOffset.UtcNow);
            db.AddRange(value, new ConfigVersion(scope, n, [new ConfigEntry("A", value.Id, null)], null, null, DateTimeOffset.UtcNow));
        }
        await db.SaveChangesAsync();
    }
}
