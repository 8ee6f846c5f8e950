using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
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

    /// <summary>The test's own connections were ended too, and each may say so once.</summary>
    private static async Task<int> CountAsync(TestNode node, Deployment deployment)
    {
        try
        {
            return (await node.LinesAsync(deployment)).Count(line => line.StartsWith("asked for /away", StringComparison.Ordinal));
        }
        catch (InvalidOperationException exception) when (exception.InnerException is NpgsqlException)
        {
            return -1;
        }
    }
}
