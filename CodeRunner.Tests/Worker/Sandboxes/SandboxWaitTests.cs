using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class SandboxWaitTests
{
    [Fact]
    public async Task Waits_for_sandboxes_that_other_Workers_removed_are_forgotten_and_others_kept()
    {
        using var loop = new ReadinessLoop();
        var root = Directory.CreateTempSubdirectory("coderunner-test-").FullName;
        var node = new NodeDirectory(root);
        var lifetimes = new SandboxLifetimes(loop, _ => Task.CompletedTask, TimeProvider.System);
        var (gone, kept) = (Ended(node), Ended(node));
        Task<SandboxExit>[] before = [lifetimes.WaitAsync(node.For(gone.Id), gone), lifetimes.WaitAsync(node.For(kept.Id), kept)];
        await Task.WhenAll(before);

        node.Delete(gone.Id);
        lifetimes.ForgetAllBut(node.All());

        lifetimes.WaitAsync(node.For(kept.Id), kept).ShouldBeSameAs(before[1]);
        lifetimes.WaitAsync(node.For(gone.Id), gone).ShouldNotBeSameAs(before[0]);
        Directory.Delete(root, recursive: true);
    }

    private static SandboxRecord Ended(NodeDirectory node)
    {
        var record = new SandboxRecord(
            Guid.NewGuid(), new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1), SandboxPurpose.Instance, DateTimeOffset.UtcNow, null, null,
            SandboxGroups.None, ProcessIdentity.Of(Environment.ProcessId)!);
        var directory = node.Create(record.Id);
        directory.WriteRecord(record);
        directory.WriteExit(new ExitState(0, OutOfMemory: false, DateTimeOffset.UtcNow));
        return record;
    }
}
