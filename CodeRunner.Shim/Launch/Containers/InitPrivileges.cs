using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>What the first process of a container may, and how it gives that up.</summary>
internal static unsafe class InitPrivileges
{
    private const int SetDumpable = 4;
    private const int DropBound = 24;
    private const int SetNoNewPrivileges = 38;
    private const int LastCapability = 63;
    private const int OwnerAll = 0x1C0;

    /// <summary>The app has this process' uid: it may not look into it, nor write what it runs.</summary>
    public static void Close() => Posix.Check(Libc.PrCtl(SetDumpable, 0, 0, 0, 0), "close the first process");

    public static void Give(string directory, uint uid)
    {
        Posix.Check(Libc.ChMod(directory, OwnerAll), $"close {directory}");
        Posix.Check(Libc.ChOwn(directory, uid, uid), $"give the app {directory}");
    }

    /// <summary>For good: no program that is started from here gains anything again.</summary>
    public static void Become(uint uid)
    {
        for (var capability = 0; capability <= LastCapability; capability++) _ = Libc.PrCtl(DropBound, (nuint)capability, 0, 0, 0);
        Posix.Check(Libc.SetGroups(0, null), "leave all groups");
        Posix.Check(Libc.SetResGid(uid, uid, uid), "become the app's group");
        Posix.Check(Libc.SetResUid(uid, uid, uid), "become the app's user");
        Posix.Check(Libc.PrCtl(SetNoNewPrivileges, 1, 0, 0, 0), "give up new privileges");
        Close();
    }

    /// <summary>On top of whatever filter there is, for all threads, those of the runtime too.</summary>
    public static void Filter(byte[] program)
    {
        const int filterMode = 1;
        const int allThreads = 1;
        const int instructionBytes = 8;
        var call = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? 277 : 317;
        fixed (byte* instructions = program)
        {
            var header = stackalloc nint[2] { program.Length / instructionBytes, (nint)instructions };
            if (Libc.SysCall(call, filterMode, allThreads, (nint)header, 0) != 0) throw Posix.Error("filter system calls");
        }
    }
}
