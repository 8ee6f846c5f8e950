using System.Text;
using CodeRunner.Shim.Launch;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Network;

/// <summary>
/// One run of the program that carries a sandbox's packets, as sockets of its own, into the host's network. It ends when the shim does, however that ends:
/// the pipe that it watches is closed then.
/// </summary>
internal sealed unsafe class UserModeStack
{
    private const int StopLookMilliseconds = 50;
    private const int OpenFilesLimit = 7;
    private const ulong OpenFiles = 1024;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;

    private int Ready { get; init; }

    private int Exit { get; init; }

    private int Errors { get; init; }

    public int Pid { get; init; }

    public int PidFd { get; init; }

    public static UserModeStack Start(IReadOnlyList<string> command, int network, int user)
    {
        var (ready, exit, errors) = (Posix.Pipe(), Posix.Pipe(), Posix.Pipe());
        foreach (var end in (int[])[errors.Read, errors.Write])
            _ = Libc.FCntl(end, SetStatusFlags, Libc.FCntl(end, GetStatusFlags, 0) | Posix.NonBlock);
        var nothing = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/dev/null", Posix.WriteOnly | Posix.CloseOnExec, 0), "open /dev/null");
        var pid = SpawnBounded(command, [nothing, nothing, errors.Write, network, user, ready.Write, exit.Read]);
        foreach (var descriptor in (int[])[nothing, errors.Write, ready.Write, exit.Read]) Libc.Close(descriptor);
        return new UserModeStack { Ready = ready.Read, Exit = exit.Write, Errors = errors.Read, Pid = pid, PidFd = Posix.Check(Posix.PidFdOpen(pid), "pidfd_open") };
    }

    /// <summary>Returns when its device is there. Throws <see cref="IOException"/> when that takes too long, and soon when somebody asks to stop.</summary>
    public void WaitUntilReady(int milliseconds, StopRequests stops)
    {
        Span<byte> word = stackalloc byte[8];
        if (WaitForWord(Environment.TickCount64 + milliseconds, stops) && Posix.Read(Ready, word) > 0) return;
        Span<byte> said = stackalloc byte[2048];
        var read = Math.Max(0, Posix.Read(Errors, said));
        throw new IOException($"The network's user-mode stack did not start: {Encoding.UTF8.GetString(said[..read]).ReplaceLineEndings(" ").Trim()}");
    }

    private bool WaitForWord(long until, StopRequests stops)
    {
        var polled = new PollDescriptor { Descriptor = Ready, Events = PollDescriptor.In };
        for (var left = until - Environment.TickCount64; left > 0; left = until - Environment.TickCount64)
        {
            if (stops.IsAsked) throw new IOException("It was stopped before it had begun.");
            if (Libc.Poll(&polled, 1, (int)Math.Min(left, StopLookMilliseconds)) > 0) return true;
        }

        return false;
    }

    public void End()
    {
        Posix.PidFdSignal(PidFd, Posix.SigKill);
        int status;
        _ = Libc.WaitPid(Pid, &status, 0);
        foreach (var descriptor in (int[])[Ready, Exit, Errors, PidFd]) Libc.Close(descriptor);
    }

    /// <summary>Each connection of the app is a descriptor of the stack's: that bounds how many it can hold of the host's ports.</summary>
    private static int SpawnBounded(IReadOnlyList<string> command, int[] descriptors)
    {
        var own = stackalloc ulong[2];
        Posix.Check(Libc.GetRLimit(OpenFilesLimit, own), "getrlimit");
        var less = stackalloc ulong[2] { Math.Min(OpenFiles, own[0]), own[1] };
        Posix.Check(Libc.SetRLimit(OpenFilesLimit, less), "setrlimit");
        try
        {
            return SandboxProcess.Spawn(command, descriptors);
        }
        finally
        {
            Posix.Check(Libc.SetRLimit(OpenFilesLimit, own), "setrlimit");
        }
    }
}
