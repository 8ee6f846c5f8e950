using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.LoadTests;

public sealed class MutedUsageTests
{
    [Fact]
    public void Nothing_is_learned_of_a_deployment_while_it_is_muted()
    {
        var feed = new UsageFeed(TimeProvider.System);
        var (muted, other) = (Labels(), Labels());
        feed.Mute(muted.DeploymentId);

        Tell(feed, muted, other);
        feed.Due(TimeSpan.Zero).ShouldBe([other.DeploymentId]);

        feed.Unmute(muted.DeploymentId);
        feed.Due(TimeSpan.Zero).ShouldBe([other.DeploymentId]);
        Tell(feed, muted);
        feed.Due(TimeSpan.Zero).ShouldBe([other.DeploymentId, muted.DeploymentId], ignoreOrder: true);
    }

    private static void Tell(UsageFeed feed, params SandboxLabels[] sandboxes)
    {
        feed.Tell([.. sandboxes.Select(labels => (labels, default(Usage)))], []);
        foreach (var labels in sandboxes)
        {
            feed.End(labels, Limits.Default, outOfMemory: true);
            feed.Press(Guid.NewGuid(), labels, Limits.Default, new Strain());
        }
    }

    private static SandboxLabels Labels() => new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1);
}
