using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// A mounted disk that may be used again. What the kernel could not write is said to those only who had something open when it happened: so its directory and its
/// device are, from the start.
/// </summary>
internal sealed class HeldDisk
{
    private readonly DiskMount _disk;
    private readonly LoopDevice _device;
    private readonly int _directory;

    private HeldDisk(DiskMount disk, LoopDevice device, int directory) => (_disk, _device, _directory) = (disk, device, directory);

    public static HeldDisk Mount(DiskMount disk)
    {
        var device = Disk.Mount(disk);
        var directory = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, disk.Directory, Posix.ReadOnly | Posix.CloseOnExec | Posix.Directory, 0), $"open {disk.Directory}");
        return new HeldDisk(disk, device, directory);
    }

    /// <summary>Unmounts it. False when somebody uses it still, or when it is kept and something that was written to it is lost.</summary>
    public bool TryUnmount()
    {
        var written = !_disk.Kept || Libc.SyncFs(_directory) == 0;
        Libc.Close(_directory);
        var unmounted = Disk.TryUnmount(_disk);
        using (_device) return unmounted && written && (!_disk.Kept || IsWhole());
    }

    /// <summary>The last of it is written when it is unmounted, and all of it may be in the host's memory only until the device is told to flush.</summary>
    private bool IsWhole() => Libc.FSync(_device.Descriptor) == 0 && Superblock.IsWithoutErrors(_device.Descriptor);
}
