using System.Runtime.Versioning;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// What the user-mode stack makes the sandbox's network device with. It runs as the sandbox's own uid; where the host keeps the device to root, it finds another
/// one in the shim's mount namespace, which no app sees. What it may do with it is decided by the rights it has on a network namespace: on the sandbox's only.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class TunDevice
{
    private const string Directory = "/dev/net";
    private const string Path = "/dev/net/tun";
    private const uint CharacterDevice = 0x2000;
    private const uint ReadAndWriteForAll = 0x1B6;
    private const ulong MiscMajor = 10;
    private const ulong TunMinor = 200;
    private const nuint NoSuid = 2;
    private const nuint NoExecution = 8;

    /// <summary>Only in a mount namespace of our own.</summary>
    public static void LetStackOpen()
    {
        const UnixFileMode needed = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!File.Exists(Path)) throw new IOException($"{Path} is not on this machine: is the kernel's module tun loaded?");
        if ((File.GetUnixFileMode(Path) & needed) == needed) return;
        Posix.Check(Libc.Mount("coderunner", Directory, "tmpfs", NoSuid | NoExecution, "mode=0755,size=64k"), $"mount {Directory}");
        Posix.Check(Libc.MkNod(Path, CharacterDevice | ReadAndWriteForAll, (MiscMajor << 8) | TunMinor), $"make {Path}");
        Posix.Check(Libc.ChMod(Path, ReadAndWriteForAll), $"chmod {Path}");
    }
}
