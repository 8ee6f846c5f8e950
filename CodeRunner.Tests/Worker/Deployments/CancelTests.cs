using System.Net;
using System.Net.Sockets;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Wherever a release is on its way, cancelling it ends what runs and leaves nothing. (Keeping the artifact: BuildFailureTests.)</summary>
public sealed class CancelTests
{
    [Theory]
    [InlineData("preinstall")]
    [InlineData("build")]
    public async Task While_a_step_runs(string script)
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("step", Apps.BuildsForEver(script));
        await Eventually.BeTrueAsync(
            async () => (await node.LinesAsync(deployment)).Exists(line => line.StartsWith(script == "build" ? "$ npm run build" : "$ npm ", StringComparison.Ordinal)), "the step runs");

        await CancelAsync(node, deployment, 1);

        await node.ShowsAsync(deployment, DeploymentState.Created);
        await NothingIsLeftAsync(node);
    }

    [Fact]
    public async Task While_it_is_queued_behind_another_build_of_its_deployment_which_goes_on()
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("queued", Apps.BuildsForEver());
        await node.ReleaseAsync(deployment, 1, ReleaseState.Building);
        await node.PushAsync(deployment.Id, Apps.Good());
        await node.ReleaseAsync(deployment, 2, ReleaseState.Queued);

        await CancelAsync(node, deployment, 2);

        await node.ReleaseAsync(deployment, 1, ReleaseState.Building);
        await CancelAsync(node, deployment, 1);
        await NothingIsLeftAsync(node);
    }

    [Fact]
    public async Task While_it_waits_for_its_turn_and_says_its_place()
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync(("Builds:MaxConcurrent", "1"));
        var first = await node.DeployAsync("first", Apps.BuildsForEver());
        await node.ReleaseAsync(first, 1, ReleaseState.Building);
        var second = await node.DeployAsync("second", Apps.Good());
        await Eventually.BeTrueAsync(async () => (await node.ReleaseAsync(second, 1, ReleaseState.Building)).Reason?.Code == "build_waiting", "it says that it waits");
        var third = await node.DeployAsync("third", Apps.Good("3"));
        await Eventually.BeTrueAsync(
            async () => (await node.ReleaseAsync(third, 1, ReleaseState.Building)).Reason?.Message == "1 other build comes before it on this node.", "it says its place");

        await CancelAsync(node, second, 1);

        await Eventually.BeTrueAsync(
            async () => (await node.ReleaseAsync(third, 1, ReleaseState.Building)).Reason?.Message == "It is next to be built on this node.", "its place is better now");
        await CancelAsync(node, first, 1);
        (await node.ReleaseAsync(third, 1, ReleaseState.Serving)).Reason.ShouldBeNull();
        (await node.LinesAsync(third)).ShouldContain(line => line.StartsWith("Release 1 waits: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_its_source_is_fetched()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var host = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync(("Sources:AllowedPrivateGitHosts:0", host));
        var deployment = await node.CreateDeploymentAsync("fetch");
        await node.ChangeAsync(deployment.Id, (db, it) =>
            db.Add(new Release(it, new SourceDescription(SourceKind.Git, $"http://{host}/app.git"), node.UserId, DateTimeOffset.UtcNow)));
        await node.ReleaseAsync(deployment, 1, ReleaseState.Building);
        using var asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(3));

        await CancelAsync(node, deployment, 1);

        await NothingIsLeftAsync(node);
    }

    [Fact]
    public async Task While_it_starts_and_what_served_before_goes_on()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("starting", Apps.Good());
        await worker.TextAsync(deployment);
        await node.PushAsync(deployment.Id, Apps.NeverListens());
        await node.ReleaseAsync(deployment, 2, ReleaseState.Starting);

        await CancelAsync(node, deployment, 2);

        await worker.TextAsync(deployment);
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all is [{ State: InstanceState.Running }], "the old one is left");
        await Eventually.BeTrueAsync(() => Task.FromResult(Entries(node, "artifacts").Length == 1), "what was built for it is gone");
        (await node.ShowsAsync(deployment, DeploymentState.Running)).Reason.ShouldBeNull();
    }

    private static async Task CancelAsync(TestNode node, Deployment deployment, int number)
    {
        await node.ChangeAsync(deployment.Id, (db, it) =>
            db.Releases.Single(release => release.DeploymentId == it.Id && release.Number == number).TryCancel(DateTimeOffset.UtcNow, out var _).ShouldBeTrue());
        (await node.ReleaseAsync(deployment, number, ReleaseState.Cancelled)).Reason!.Code.ShouldBe("cancelled");
    }

    private static Task NothingIsLeftAsync(TestNode node) => Eventually.BeAsync(
        () => Task.FromResult(string.Join(' ', (string[])[.. Entries(node, "sandboxes"), .. Entries(node, "builds"), .. Entries(node, "artifacts")])),
        left => left.Length == 0,
        "nothing is left");

    private static string[] Entries(TestNode node, string folder) =>
        Directory.Exists(Path.Combine(node.Directory, folder)) ? Directory.GetFileSystemEntries(Path.Combine(node.Directory, folder)) : [];
}
