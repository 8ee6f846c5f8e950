using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

internal sealed class HeldDisks : SandboxDisks
{
    /// <summary>What one write may ask for at once: newer kernels refuse it as a whole when the disk has less.</summary>
    private const long FullBytes = 2 << 20;
    private const long FullInodes = 4;
    private readonly DiskHold _hold;

    private HeldDisks(DiskHold hold) => _hold = hold;

    public int Holder => _hold.Pid;

    public static async Task<HeldDisks> OpenAsync(NodeDisks node, IReadOnlyList<SandboxDisk> disks, CancellationToken cancellationToken)
    {
        foreach (var disk in disks)
            if (!File.Exists(disk.Image))
                node.Images.Create(disk.Image, disk.Mb);
        return new HeldDisks(await node.HoldAsync([.. disks.Select(d => new DiskMount { Image = d.Image, Directory = d.Directory, Kept = d.Kept })], cancellationToken));
    }

    public override string FilesOf(SandboxDisk disk) => _hold.Reach(Path.Combine(disk.Directory, DiskMount.Files));

    /// <summary>The path as those see it that are in the holder's mount namespace; any other path as it is.</summary>
    public string Inside(string path) => path.StartsWith(_hold.Reach("/"), StringComparison.Ordinal) ? path[_hold.Reach("").Length..] : path;

    public override bool IsFull(SandboxDisk disk) => FreeSpace.Of(FilesOf(disk)) is var (bytes, inodes) && (bytes < FullBytes || inodes < FullInodes);

    public override Task<bool> CloseAsync() => _hold.EndAsync();

    public override ValueTask DisposeAsync() => _hold.DisposeAsync();
}
