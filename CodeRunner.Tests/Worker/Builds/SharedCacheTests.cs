using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>A project's package cache where it is a directory, and not on a disk of its own.</summary>
public sealed class SharedCacheTests
{
    [Fact]
    public async Task A_cache_that_is_too_large_is_not_taken_from_a_build_that_uses_it()
    {
        await using var lab = await BuildLab.CreateAsync(("Sandboxes:Disks", "false"), ("Builds:DiskMb", "32"), ("Builds:Timeout", "00:01:00"));
        var first = await lab.StoreAsync(Archive(), Shell("head -c 20000000 /dev/zero > /cache/large; echo ready; while test ! -e go; do sleep 0.1; done; ls /cache/large"));
        var ready = lab.Log.NextAsync(entry => entry.Text == "ready");
        var building = lab.Builder.BuildAsync(first, CancellationToken.None);
        await ready;

        var second = await lab.StoreAsync(Archive(), Shell("test ! -e /cache/large"), first.ProjectId);
        (await lab.Builder.BuildAsync(second, CancellationToken.None)).Succeeded.ShouldBeTrue("it has an empty one: " + lab.Log.Text);
        await File.WriteAllTextAsync(Path.Combine(lab.Directory, "node", "builds", $"{first.ReleaseId}", "app", "go"), "");
        (await building).Succeeded.ShouldBeTrue("it kept its own: " + lab.Log.Text);

        var third = await lab.StoreAsync(Archive(), Shell("true"), first.ProjectId);
        (await lab.Builder.BuildAsync(third, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
        Directory.GetDirectories(Path.Combine(lab.Directory, "node", "caches", $"{first.ProjectId}")).ShouldHaveSingleItem();
    }

    private static byte[] Archive() => TestArchive.Zip(("Procfile", "web: true"));

    private static BuildSettings Shell(string command) => new() { StartCommand = "true", BuildCommand = command };
}
