using System.Runtime.InteropServices;
using CodeRunner.Shim.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

/// <summary>A process by pidfd: it can be signalled and waited for without ever meaning another that got its pid.</summary>
internal static partial class ProcessHandle
{
    public const int SigKill = 9;
    public const int SigStop = 19;
    private const nint SendSignalCall = 424;
    private const nint OpenCall = 434;

    /// <summary>Null when it has ended.</summary>
    public static SafeFileHandle? TryOpen(ProcessIdentity identity)
    {
        var handle = new SafeFileHandle(Open(OpenCall, identity.Pid, 0), ownsHandle: true);
        if (!handle.IsInvalid && identity.IsAlive) return handle;
        handle.Dispose();
        return null;
    }

    public static void Signal(SafeFileHandle handle, int signal) => SendSignal(SendSignalCall, handle, signal, 0, 0);

    public static void Kill(ProcessIdentity identity)
    {
        using var handle = TryOpen(identity);
        if (handle is not null) Signal(handle, SigKill);
    }

    /// <summary>For a pid that was just read from its control group.</summary>
    public static void Kill(int pid)
    {
        if (ProcessIdentity.Of(pid) is { } identity) Kill(identity);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Open(nint call, nint pid, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SendSignal(nint call, SafeFileHandle process, nint signal, nint info, nint flags);
}
