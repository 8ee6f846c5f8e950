using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class ServingTests
{
    [Fact]
    public async Task A_pushed_source_is_built_started_and_serves_through_the_ingress_and_logs()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();

        var deployment = await node.DeployAsync("hello", Apps.Good());

        (await worker.TextAsync(deployment, "/first")).ShouldContain("\"version\":\"1\"");
        (await node.ReleaseAsync(deployment, 1, ReleaseState.Serving)).Artifact.ShouldNotBeNull();
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await Support.Eventually.BeTrueAsync(
            async () => await node.LinesAsync(deployment) is var lines && lines.Contains("version 1 starts") && lines.Contains("asked for /first") && lines.Contains("Release 1 is serving."),
            "its lines are stored");
    }
}
