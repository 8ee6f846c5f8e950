using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A Worker ends while something is on its way: the next one brings it to its end, and nothing stays as it was.</summary>
public sealed class InterruptedTests
{
    [Fact]
    public async Task A_release_that_was_built_is_built_again_and_serves()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("built", BuildsTheSecondTime());
        await Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Contains("begun"), "it is being built");

        await worker.EndAsync();
        (await node.ReleaseAsync(deployment, 1, ReleaseState.Building)).Artifact.ShouldBeNull();
        await node.StartWorkerAsync();

        await node.ReleaseAsync(deployment, 1, ReleaseState.Serving);
        Directory.GetFileSystemEntries(Path.Combine(node.Directory, "builds")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Releases_that_waited_for_their_turn_are_built_in_their_order()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Builds:MaxConcurrent", "1"));
        var first = await node.DeployAsync("first", Apps.BuildsForEver());
        await node.ReleaseAsync(first, 1, ReleaseState.Building);
        var second = await node.DeployAsync("second", Apps.Good());
        await Eventually.BeTrueAsync(async () => (await node.ReleaseAsync(second, 1, ReleaseState.Building)).Reason is not null, "it waits");

        await worker.EndAsync();
        await node.ChangeAsync(first.Id, (db, _) => db.Releases.Single(release => release.DeploymentId == first.Id).TryCancel(DateTimeOffset.UtcNow, out var _));
        await node.StartWorkerAsync(("Builds:MaxConcurrent", "1"));

        await node.ReleaseAsync(first, 1, ReleaseState.Cancelled);
        await node.ReleaseAsync(second, 1, ReleaseState.Serving);
    }

    [Fact]
    public async Task A_release_that_started_serves_or_fails()
    {
        await using var node = await TestNode.CreateAsync();
        (string, string)[] settings = [("Deployments:HealthDeadline", "00:00:20")];
        var worker = await node.StartWorkerAsync(settings);
        var good = await node.DeployAsync("good", Apps.Node("setTimeout(() => require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT), 3000);"));
        var bad = await node.DeployAsync("bad", Apps.NeverListens());
        await node.ReleaseAsync(good, 1, ReleaseState.Starting);
        await node.ReleaseAsync(bad, 1, ReleaseState.Starting);

        await worker.EndAsync();
        await node.StartWorkerAsync(settings);

        await node.ReleaseAsync(good, 1, ReleaseState.Serving);
        (await node.ReleaseAsync(bad, 1, ReleaseState.Failed)).Reason!.Code.ShouldBe("not_listening");
    }

    [Theory]
    [InlineData(DesiredState.Stopped)]
    [InlineData(DesiredState.Deleted)]
    public async Task What_was_stopping_or_deleting_is_stopped_or_gone(DesiredState desired)
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        // It does not listen to SIGTERM, so that it is still ending when the Worker goes.
        var deployment = await node.DeployAsync("ending", Apps.Node(
            "process.on('SIGTERM', () => {}); require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT);"));
        await worker.TextAsync(deployment);
        await node.ChangeAsync(deployment.Id, (_, it) =>
        {
            if (desired == DesiredState.Stopped)
                it.TryStop(out var _);
            else
                it.Delete();
        });
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.TrueForAll(each => each.State == InstanceState.Stopping), "it is stopping");

        await worker.EndAsync();
        await node.StartWorkerAsync();

        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count == 0, "no instance is left");
        await Eventually.BeTrueAsync(() => Task.FromResult(Directory.GetFileSystemEntries(Path.Combine(node.Directory, "sandboxes")).Length == 0), "no sandbox is left");
        await using var db = node.Open();
        await Eventually.BeTrueAsync(
            async () => desired == DesiredState.Deleted
                ? !await db.Deployments.AnyAsync()
                : await db.Deployments.AnyAsync(each => each.State == DeploymentState.Stopped), "it has come to its end");
    }

    /// <summary>The first build never ends.</summary>
    private static byte[] BuildsTheSecondTime() => Zip.Of(
        ("package.json", """{"name":"app","version":"1.0.0","scripts":{"build":"test -e /cache/begun || { touch /cache/begun; sync -f /cache; echo begun; sleep 600; }","start":"node server.js"}}"""),
        ("server.js", "require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT);"));
}
