using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>An app's files where no disk bounds them: the shim looks at them every few seconds, and ends an app that has more than a disk would let it have.</summary>
internal static class MeasuredFiles
{
    public static MeasuredDirectory Of(SandboxDirectory directory, SandboxLimits limits, SandboxOptions options) =>
        new(Path.GetFileName(directory.App), (long)limits.DiskMb << 20, (int)DiskSize.For(limits.DiskMb, options.InodesPerMb).Inodes);
}
