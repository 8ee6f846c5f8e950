using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Api;

public sealed class DeploymentTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_deployment_is_answered_with_the_names_that_clients_rely_on()
    {
        var ada = await api.UserAsync();
        var project = await ada.ProjectAsync();
        var made = await ada.SendAsync<JsonObject>(HttpMethod.Post, $"/api/projects/{project.Id}/deployments", new
        {
            name = "The shop!",
            environment = "staging",
            runtime = "node",
            startCommand = "node .",
            healthPath = "/up",
            limits = new { cpus = 0.5, memoryMb = 128 },
            instances = 2,
            egress = "none",
        });

        foreach (var name in "id projectId name slug environment state reason url desiredInstances limits release instances".Split(' '))
            made!.ContainsKey(name).ShouldBeTrue(name);
        made!["environment"]!.GetValue<string>().ShouldBe("staging");
        made["state"]!.GetValue<string>().ShouldBe("created");
        made["egress"]!.GetValue<string>().ShouldBe("none");
        made["limits"]!.ToJsonString().ShouldBe("""{"cpus":0.5,"memoryMb":128,"pids":256,"diskMb":1024}""");
        made["url"]!.GetValue<string>().ShouldBe($"http://{made["slug"]}.localhost:8080");
        made["slug"]!.GetValue<string>().ShouldStartWith("the-shop");
    }

    [Theory]
    [InlineData("api", "api-")]
    [InlineData("☃☃", "app-")]
    [InlineData("-a--b-", "a-b")]
    public async Task A_slug_is_made_of_the_name_and_never_one_of_the_platforms_own(string name, string expected)
    {
        var ada = await api.UserAsync();
        var slug = (await ada.DeploymentAsync(name: name)).Slug;

        slug.ShouldStartWith(expected);
        slug.ShouldMatch("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$");
    }

    [Fact]
    public async Task Slugs_are_unique_over_all_projects_also_at_the_same_moment()
    {
        var name = $"n{Guid.NewGuid():n}{Guid.NewGuid():n}";
        var users = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.UserAsync()));
        var made = await Task.WhenAll(users.Select(user => user.DeploymentAsync(name: name)));

        made.Select(each => each.Slug).Distinct().Count().ShouldBe(5);
        made.ShouldAllBe(each => each.Slug.Length <= 40);
    }

    [Fact]
    public async Task A_name_is_taken_once_in_an_environment()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync(name: "web");
        var path = $"/api/projects/{deployment.ProjectId}/deployments";

        await ada.PostAsync(path, new { name = "web", environment = "production" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        var other = await ada.SendAsync<DeploymentResponse>(HttpMethod.Post, path, new { name = "web", environment = "staging" });
        other!.Slug.ShouldStartWith("web-");
        var third = await ada.DeploymentAsync(deployment.ProjectId, "third");
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{third.Id}", new { name = "web" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.PostAsync(path, new { name = "race", environment = "staging" })));
        tries.Count(each => each.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        tries.Count(each => each.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "environment")]
    [InlineData("""{"name":"x","environment":"test"}""", "environment")]
    [InlineData("""{"name":"x","environment":1}""", "environment")]
    [InlineData("""{"environment":"staging"}""", "name")]
    [InlineData("""{"name":"x","environment":"staging","runtime":"cobol"}""", "runtime")]
    [InlineData("""{"name":"x","environment":"staging","healthPath":"up"}""", "healthPath")]
    [InlineData("""{"name":"x","environment":"staging","startCommand":"a\u0000"}""", "startCommand")]
    [InlineData("""{"name":"x","environment":"staging","instances":0}""", "instances")]
    [InlineData("""{"name":"x","environment":"staging","instances":21}""", "instances")]
    [InlineData("""{"name":"x","environment":"staging","limits":{"memoryMb":31}}""", "limits.memoryMb")]
    [InlineData("""{"name":"x","environment":"staging","limits":{"memoryMb":"x"}}""", "limits.memoryMb")]
    [InlineData("""{"name":"x","environment":"staging","limits":{"cpus":0}}""", "limits.cpus")]
    [InlineData("""{"name":"x","environment":"staging","limits":{"pids":7}}""", "limits.pids")]
    [InlineData("""{"name":"x","environment":"staging","limits":{"diskMb":99999}}""", "limits.diskMb")]
    [InlineData("""{"name":"x","environment":"staging","egress":"some"}""", "egress")]
    [InlineData("""{"name":"x","environment":"staging","drainSeconds":-1}""", "drainSeconds")]
    [InlineData("""{"name":"x","environment":"staging","drainSeconds":301}""", "drainSeconds")]
    public async Task A_deployment_that_cannot_be_is_refused_with_the_field_named(string body, string field)
    {
        var ada = await api.UserAsync();
        await ada.PostAsync($"/api/projects/{(await ada.ProjectAsync()).Id}/deployments", body).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Start_stop_restart_and_scale_say_what_is_wanted_and_wake_the_Workers()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        await using var listener = new NpgsqlConnection(api.Database.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand($"LISTEN {Changes.Channel}", listener))
            await listen.ExecuteNonQueryAsync();
        var told = new TaskCompletionSource<string>();
        listener.Notification += (_, notification) => told.TrySetResult(notification.Payload);

        (await ada.SendAsync<DeploymentResponse>(HttpMethod.Post, $"/api/deployments/{deployment.Id}/scale", new { instances = 3 }))!.DesiredInstances.ShouldBe(3);

        await listener.WaitAsync(TimeSpan.FromMinutes(3));
        (await told.Task).ShouldBe(deployment.Id.ToString());
        await ada.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/restart").ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/start").ShouldBeAsync(HttpStatusCode.Accepted);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/restart").ShouldBeAsync(HttpStatusCode.Accepted);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/scale", new { instances = 0 }).ShouldNameAsync("instances");
        await ada.PostAsync($"/api/deployments/{deployment.Id}/scale", "{}").ShouldNameAsync("instances");
    }

    [Fact]
    public async Task New_limits_make_a_new_release_of_the_newest_artifact()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        var release = await ada.ReleaseAsync(deployment.Id);
        await BuildAsync(release.Id);

        var changed = await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { memoryMb = 64 }, startCommand = "run" });
        changed!.Limits.MemoryMb.ShouldBe(64);
        changed.Limits.Pids.ShouldBe(Limits.Default.Pids);
        await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { name = "Renamed", startCommand = "run" });

        await using var db = api.Db();
        var releases = await db.Releases.Where(each => each.DeploymentId == deployment.Id).OrderBy(each => each.Number).ToListAsync();
        releases.Count.ShouldBe(2, "a name is no reason for a release");
        releases[1].Artifact!.Id.ShouldBe(releases[0].Artifact!.Id);
        releases[1].Limits.MemoryMb.ShouldBe(64);
        releases[1].Settings.StartCommand.ShouldBe("run");
    }

    [Theory]
    [InlineData("""{"egress":"none"}""", 2)]
    [InlineData("""{"healthPath":"/up"}""", 2)]
    [InlineData("""{"drainSeconds":0}""", 1)]
    [InlineData("""{"buildCommand":"make","startCommand":"run","runtime":"node"}""", 1)]
    public async Task What_changes_how_instances_run_makes_a_release_of_the_same_artifact_and_nothing_else_does(string change, int releases)
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        await BuildAsync((await ada.ReleaseAsync(deployment.Id)).Id);

        await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", change);

        await using var db = api.Db();
        var all = await db.Releases.Where(each => each.DeploymentId == deployment.Id).OrderBy(each => each.Number).ToListAsync();
        all.Count.ShouldBe(releases);
        all.ShouldAllBe(each => each.Artifact!.Id == all[0].Artifact!.Id);
        var now = await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}");
        (all[^1].Egress, all[^1].Settings.HealthPath).ShouldBe((now!.Egress, now.HealthPath));
    }

    [Fact]
    public async Task The_drain_is_30_seconds_unless_it_is_said_and_0_is_said()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        deployment.DrainSeconds.ShouldBe(30);
        (await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { drainSeconds = 300 }))!.DrainSeconds.ShouldBe(300);
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { drainSeconds = 301 }).ShouldNameAsync("drainSeconds");
        var none = await ada.SendAsync<DeploymentResponse>(
            HttpMethod.Post, $"/api/projects/{deployment.ProjectId}/deployments", new { name = "none", environment = "staging", drainSeconds = 0 });
        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{none!.Id}"))!.DrainSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task New_limits_while_a_release_is_still_built_build_the_same_source_again_and_lose_none()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        await BuildAsync((await ada.ReleaseAsync(deployment.Id)).Id);
        var pushed = await ada.ReleaseAsync(deployment.Id);

        await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { memoryMb = 64 } });

        await using var db = api.Db();
        var newest = await db.Releases.SingleAsync(each => each.DeploymentId == deployment.Id && each.Number == 3);
        (newest.State, newest.Limits.MemoryMb, newest.Artifact).ShouldBe((ReleaseState.Queued, 64, null));
        using var mine = new MemoryStream();
        using var copied = new MemoryStream();
        (await db.ReadSourceAsync(pushed.Id, mine, default)).ShouldBeTrue();
        (await db.ReadSourceAsync(newest.Id, copied, default)).ShouldBeTrue();
        copied.ToArray().ShouldBe(mine.ToArray());
    }

    [Fact]
    public async Task New_limits_are_refused_while_too_many_releases_are_waiting_and_stay_what_they_were()
    {
        await using var own = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Sources:MaxUnfinishedReleases"] = "2" });
        var ada = await own.UserAsync();
        var deployment = await ada.DeploymentAsync();
        await ada.ReleaseAsync(deployment.Id);
        Task<HttpResponseMessage> LimitAsync(int memoryMb) => ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { memoryMb } });
        await LimitAsync(64).ShouldBeAsync(HttpStatusCode.OK);

        (await LimitAsync(65).ShouldBeProblemAsync(HttpStatusCode.Conflict))["detail"]!.GetValue<string>().ShouldContain("2 releases are waiting");

        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.Limits.MemoryMb.ShouldBe(64);
    }

    [Fact]
    public async Task A_newer_release_that_failed_shows_on_the_deployment_beside_the_one_that_serves()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        var first = await ada.ReleaseAsync(deployment.Id);
        await BuildAsync(first.Id);
        var second = await ada.ReleaseAsync(deployment.Id);
        await using (var db = api.Db())
        {
            (await db.Deployments.SingleAsync(each => each.Id == deployment.Id)).Serve(first.Id);
            (await db.Releases.SingleAsync(each => each.Id == second.Id)).Fail(new Reason("crashed", "It ended with exit code 1.", 1), DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }

        var shown = (await ada.GetAsync<Page<DeploymentResponse>>($"/api/projects/{deployment.ProjectId}/deployments"))!.Items.ShouldHaveSingleItem();

        (shown.Release!.Number, shown.Release.State).ShouldBe((1, ReleaseState.Serving));
        (shown.Newest!.Number, shown.Newest.State, shown.Newest.Reason!.Code).ShouldBe((2, ReleaseState.Failed, "crashed"));
    }

    [Fact]
    public async Task A_deleted_deployment_is_deleting_and_takes_no_more_commands()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        var deleted = await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.State.ShouldBe(DeploymentState.Deleting);
        foreach (var command in new[] { "start", "stop", "restart" })
            await ada.PostAsync($"/api/deployments/{deployment.Id}/{command}").ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/releases", new { template = "node-http" })
            .ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { name = "x" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Commands_that_race_with_a_Worker_win_or_lose_but_never_fail()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        using var stop = new CancellationTokenSource();
        var worker = Task.Run(async () =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                await using var db = api.Db();
                var row = await db.Deployments.SingleAsync(each => each.Id == deployment.Id);
                row.Observe(DeploymentState.Failing, new Reason("turn", $"{turn}"));
                try
                {
                    await db.SaveChangesAsync();
                }
                catch (DbUpdateConcurrencyException)
                {
                    // The Worker reads again.
                }
            }
        });

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(instances => ada.PostAsync($"/api/deployments/{deployment.Id}/scale", new { instances })));
        await stop.CancelAsync();
        await worker;

        answers.ShouldAllBe(each => each.StatusCode == HttpStatusCode.Accepted);
    }

    private async Task BuildAsync(Guid releaseId)
    {
        await using var db = api.Db();
        var release = await db.Releases.SingleAsync(each => each.Id == releaseId);
        release.Built(new Artifact(Guid.NewGuid(), "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
        release.Serve(DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }
}
