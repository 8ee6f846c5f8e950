using System.Runtime.InteropServices;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>What makes the shim outlive the Worker.</summary>
internal static class Detachment
{
    private const nint Ignore = 1;
    private const int HangUp = 1;
    private const int BrokenPipe = 13;
    private const int SetChildSubreaper = 36;
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
}
