using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class OutageTests
{
    [Fact]
    public async Task While_PostgreSQL_is_away_apps_are_served_and_afterwards_no_line_is_missing_and_nothing_was_restarted()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("steady", Apps.Good());
        var before = await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);

        await using (await node.TakeDatabaseAwayAsync())
        {
            for (var request = 0; request < 20; request++)
            {
                using var answer = await worker.GetAsync(deployment, $"/away{request}");
                (await answer.Content.ReadAsStringAsync()).ShouldContain("version");
                await Task.Delay(50);
            }
        }

        await Eventually.BeAsync(
            async () => await CountAsync(node, deployment), count => count == 20, "all lines are stored");
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(2, out var _));
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count(each => each.State == InstanceState.Running) == 2, "it acts again");
        (await node.InstancesAsync(deployment))[0].Epoch.ShouldBe(1);
        before.ShouldContain("version");
    }

    [Fact]
    public async Task A_Worker_that_starts_while_PostgreSQL_and_Redis_are_away_serves_what_was_served_before_and_then_believes_the_database()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync();
        var (kept, stopped) = (await node.DeployAsync("kept", Apps.Good()), await node.DeployAsync("stopped", Apps.Good()));
        var before = await first.TextAsync(kept, "/");
        await first.TextAsync(stopped);
        await node.ShowsAsync(kept, DeploymentState.Running);
        await node.ShowsAsync(stopped, DeploymentState.Running);
        await first.EndAsync();
        await node.ChangeAsync(stopped.Id, (_, it) => it.TryStop(out var _)); // a change that no Worker heard of
        TestWorker second;

        await using (await node.TakeDatabaseAwayAsync())
        {
            second = await node.StartWorkerAsync(("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=false,connectTimeout=200"));
            foreach (var deployment in (Deployment[])[kept, stopped])
            {
                using var answer = await second.GetAsync(deployment);
                (await answer.Content.ReadAsStringAsync()).ShouldContain("version");
            }
            using var health = await new HttpClient { BaseAddress = second.Management }.GetAsync("/alive");
            health.IsSuccessStatusCode.ShouldBeTrue();
        }

        await node.ShowsAsync(stopped, DeploymentState.Stopped);
        await second.AnswersAsync(stopped, System.Net.HttpStatusCode.ServiceUnavailable);
        var pid = System.Text.Json.JsonDocument.Parse(before).RootElement.GetProperty("id").GetString()!;
        (await second.TextAsync(kept)).ShouldContain(pid);
    }

    [Fact]
    public async Task A_commit_whose_answer_gets_lost_after_a_build_counts_as_the_database_has_it()
    {
        await using var node = await TestNode.CreateAsync();
        var database = new NpgsqlConnectionStringBuilder(node.ConnectionString);
        await using var way = new LostAnswer(database.Host!, database.Port, "UPDATE releases", "artifact", "nodeId");
        database.Host = "127.0.0.1";
        database.Port = way.Port;
        var worker = await node.StartWorkerAsync(("ConnectionStrings:db", database.ConnectionString));
        var deployment = await node.DeployAsync("built", Apps.Good());

        await worker.TextAsync(deployment);
        way.HasLost.ShouldBeTrue();
        var release = await node.ReleaseAsync(deployment, 1, ReleaseState.Serving);
        Directory.Exists(Path.Combine(node.Directory, "artifacts", $"{release.Artifact!.Id}")).ShouldBeTrue();
        (release.Interruptions, worker.Services.GetRequiredService<BuildRunner>().IsRunning(release.Id)).ShouldBe((0, false));

        await node.ChangeAsync(deployment.Id, (_, it) => it.Delete());
        await Eventually.BeTrueAsync(async () => { await using var db = node.Open(); return !await db.Deployments.AnyAsync(); }, "it is deleted");
        Directory.EnumerateDirectories(Path.Combine(node.Directory, "artifacts")).ShouldBeEmpty();
    }

    private static async Task<int> CountAsync(TestNode node, Deployment deployment) =>
        (await node.LinesAsync(deployment)).Count(line => line.StartsWith("asked for /away", StringComparison.Ordinal));
}
