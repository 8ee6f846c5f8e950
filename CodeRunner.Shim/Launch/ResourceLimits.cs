using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>What one process of a sandbox may take of things that no control group counts. Set for the shim, and inherited; limits are only ever lowered.</summary>
internal static unsafe class ResourceLimits
{
    private const int FileBytes = 1;
    private const int Core = 4;
    private const int Processes = 6;
    private const int OpenFiles = 7;
    private const int LockedBytes = 8;
    private const int PendingSignals = 11;
    private const int MessageQueueBytes = 12;

    public static void Set(LaunchInstruction instruction)
    {
        Lower(Core, ProcessBounds.CoreBytes);
        Lower(OpenFiles, (ulong)instruction.OpenFiles);
        Lower(LockedBytes, ProcessBounds.LockedBytes);
        Lower(PendingSignals, ProcessBounds.PendingSignals);
        Lower(MessageQueueBytes, ProcessBounds.MessageQueueBytes);
        if (instruction.FileBytes is { } bytes) Lower(FileBytes, (ulong)bytes);
    }

    /// <summary>
    /// Once it has its own user namespace, and before anything of the app runs: its processes are counted there, and apart from all others of the same user. To inherit
    /// the limit would count those too.
    /// </summary>
    public static void LimitProcesses(int pid, int most)
    {
        var limit = stackalloc ulong[] { (ulong)most, (ulong)most };
        Posix.Check(Libc.PrLimit(pid, Processes, limit, null), "limit the number of processes");
    }

    private static void Lower(int resource, ulong value)
    {
        var limit = stackalloc ulong[2];
        Posix.Check(Libc.GetRLimit(resource, limit), "getrlimit");
        limit[0] = limit[1] = Math.Min(value, limit[1]);
        Posix.Check(Libc.SetRLimit(resource, limit), "setrlimit");
    }
}
