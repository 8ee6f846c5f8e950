using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Shim.Launch;

/// <summary>Mounts a disk and fills it; only in a mount namespace of our own.</summary>
internal static class Disk
{
    private const int ReadWrite = 2;
    private const int NoSpace = 28;
    private const int Detach = 2;
    private const nuint NoSuid = 2;
    private const nuint NoDevices = 4;
    private const nuint NoAccessTimes = 1024;

    // Nothing on it outlives its sandbox's machine: no barrier, so that an app's fsync is not the host's. What is deleted is the host's again (discard).
    private const string Options = "noinit_itable,nobarrier,discard,errors=remount-ro";

    /// <summary>Its device need not be kept: the mount does that.</summary>
    public static LoopDevice Mount(DiskMount disk)
    {
        var image = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, disk.Image, ReadWrite | Posix.CloseOnExec | Posix.NoFollow, 0), $"open {disk.Image}");
        var device = LoopDevice.Attach(image);
        Libc.Close(image);
        Posix.Check(Libc.Mount(device.Path, disk.Directory, "ext4", NoSuid | NoDevices | NoAccessTimes, Options), $"mount {disk.Image}");
        if (disk.Source is { } source) Fill(disk, source);
        return device;
    }

    /// <summary>False when somebody has it open still: it goes with the last of them.</summary>
    public static bool TryUnmount(DiskMount disk)
    {
        if (Libc.Unmount(disk.Directory, 0) == 0) return true;
        Posix.Check(Libc.Unmount(disk.Directory, Detach), $"unmount {disk.Directory}");
        return false;
    }

    private static void Fill(DiskMount disk, string source)
    {
        try
        {
            new TreeCopy(disk.Owner, disk.SourceMaxMb).Copy(source, $"{disk.Directory}/{DiskMount.Files}");
        }
        catch (IOException e) when (e.HResult == NoSpace)
        {
            throw new SandboxException("disk_limit", $"The app's files do not fit into its disk limit of {disk.SourceMaxMb} MB.", e);
        }
    }
}
