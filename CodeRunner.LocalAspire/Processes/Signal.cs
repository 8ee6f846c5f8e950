using System.Runtime.InteropServices;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Linux signals, and how one is sent.</summary>
internal static partial class Signal
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends to a process, or with a negative id to a process group. False when there is none.</summary>
    public static bool Send(int pid, int signal) => kill(pid, signal) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
