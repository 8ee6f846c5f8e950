using System.Runtime.InteropServices;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>What makes the shim outlive the Worker, and what its children inherit.</summary>
internal static unsafe class Detachment
{
    private const nint Ignore = 1;
    private const int HangUp = 1;
    private const int BrokenPipe = 13;
    private const int SetChildSubreaper = 36;
    private const int CoreLimit = 4;
    private const int ProcessesLimit = 6;
    private const int TerminationGraceMilliseconds = 5000;

    public static void FromTheWorker()
    {
        Libc.SetSid();
        Libc.Signal(HangUp, Ignore);
        Libc.Signal(BrokenPipe, Ignore);
        Libc.PrCtl(SetChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>`down` without a Worker ends the shim: the app then gets its time to end, and its control groups go with it.</summary>
    public static PosixSignalRegistration OnTermination(Action<int> stop) => PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        stop(TerminationGraceMilliseconds);
    });

    public static void LimitCoreFilesAndProcesses(int? processes)
    {
        // One byte, not none: that also keeps the kernel from piping a core to a program of the host's.
        Set(CoreLimit, 1);
        if (processes is { } limit) Set(ProcessesLimit, (ulong)limit);
    }

    private static void Set(int resource, ulong value)
    {
        var limit = stackalloc ulong[2] { value, value };
        Posix.Check(Libc.SetRLimit(resource, limit), "setrlimit");
    }
}
