using System.Globalization;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// A place in a mount namespace of the shim's own where the sandbox's unprivileged uid reaches directories whose parents only root may enter. No mode of
/// any directory changes, and nothing is left of it when the shim ends.
/// </summary>
internal static class Stage
{
    private const int NewMountNamespace = 0x20000;
    private const nuint NoSuid = 2;
    private const nuint NoDevices = 4;
    private const nuint Bind = 4096;
    private const nuint Recursive = 16384;
    private const nuint Slave = 1 << 19;

    /// <summary>A mount namespace of our own; as the disks' holder sees it where there is one.</summary>
    public static void Enter(int? diskHolder)
    {
        // Also parts this thread's view of the file system from the runtime's other threads, which entering another namespace asks for.
        Posix.Check(Libc.Unshare(NewMountNamespace), "unshare the mount namespace");
        if (diskHolder is { } holder) Join(holder);
        Posix.Check(Libc.Mount(null, "/", null, Recursive | Slave, null), "keep mounts to the sandbox");
    }

    public static void Set(IReadOnlyList<string> sources, LaunchInstruction instruction)
    {
        Enter(instruction.DiskHolder);
        if (instruction.Disk is { } disk) Disk.Mount(disk).Dispose();

        // Opened before /tmp is covered, since a source may lie in it.
        var flags = Posix.PathOnly | Posix.CloseOnExec | Posix.NoFollow | Posix.Directory;
        var opened = sources.Select(s => Posix.Check(Libc.OpenAt(Posix.AtFdCwd, s, flags, 0), $"open {s}")).ToArray();
        Posix.Check(Libc.Mount("coderunner", "/tmp", "tmpfs", NoSuid | NoDevices, "mode=0755,size=1m"), "mount the stage");
        for (var i = 0; i < opened.Length; i++)
        {
            var target = "/tmp/" + i.ToString(CultureInfo.InvariantCulture);
            Posix.Check(Libc.MkDir(target, 0x1ED), $"mkdir {target}");
            Posix.Check(Libc.Mount($"/proc/self/fd/{opened[i]}", target, null, Bind, null), $"bind {sources[i]}");
            Libc.Close(opened[i]);
        }

        if (instruction.Scratch is { } scratch) AddScratch(scratch);
        if (instruction.Network?.Stack is not null && OperatingSystem.IsLinux()) TunDevice.LetStackOpen();
    }

    private static void Join(int holder)
    {
        var path = $"/proc/{holder}/ns/mnt";
        var descriptor = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, path, Posix.ReadOnly | Posix.CloseOnExec, 0), $"open {path}");
        Posix.Check(Libc.SetNs(descriptor, NewMountNamespace), "enter the disks' mount namespace");
        Libc.Close(descriptor);
        Posix.Check(Libc.Unshare(NewMountNamespace), "unshare the mount namespace");
    }

    /// <summary>Mounted here and not by the sandboxing program, which has no option for the number of files.</summary>
    private static void AddScratch(ScratchMount scratch)
    {
        var options = string.Create(CultureInfo.InvariantCulture, $"mode=1777,size={scratch.Mb}m,nr_inodes={scratch.Inodes}");
        foreach (var target in (string[])[ScratchMount.Tmp, ScratchMount.Shm])
        {
            Posix.Check(Libc.MkDir(target, 0x1ED), $"mkdir {target}");
            Posix.Check(Libc.Mount("tmpfs", target, "tmpfs", NoSuid | NoDevices, options), $"mount {target}");
        }
    }
}
