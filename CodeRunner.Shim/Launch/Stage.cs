using System.Globalization;
using CodeRunner.Shim.Native;

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

    public static void Set(IReadOnlyList<string> sources)
    {
        Posix.Check(Libc.Unshare(NewMountNamespace), "unshare the mount namespace");
        Posix.Check(Libc.Mount(null, "/", null, Recursive | Slave, null), "keep mounts to the sandbox");

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
    }
}
