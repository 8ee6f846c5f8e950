using CodeRunner.Shim.Launch;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// The network of one sandbox, from before its app runs to its end: the policy first, then the way out. A stack that ends while the app runs is started again,
/// a bounded number of times; the policy does not depend on it.
/// </summary>
internal sealed class SandboxNetwork
{
    private const nuint GetUserNamespace = 0xb701;
    private const int StartMilliseconds = 10_000;
    private const int RestartMilliseconds = 2_000;
    private const int RestartsAtOnce = 5;
    private const long StableMilliseconds = 60_000;
    private readonly NetworkInstruction _instruction;
    private readonly int _network;
    private readonly int _user;
    private readonly INetworkNamespace _inside;
    private readonly StopRequests _stops;
    private UserModeStack? _stack;
    private long _startedAt;
    private int _restarts;

    private SandboxNetwork(NetworkInstruction instruction, ProcessIdentity init, StateDirectory state)
    {
        (_instruction, _stops) = (instruction, state.Stops);
        _network = SandboxNamespaces.OpenNetwork(init);
        _user = Posix.Check(Libc.IoCtl(_network, GetUserNamespace, 0), "find the owner of the sandbox's network namespace");
        StartStack();
        if (instruction.Inside is not null) AwaitMapping(init.Pid);
        _inside = instruction.Inside is null ? new EnteredNamespace(_network) : InsideProgram.Start(instruction, _network, _user, state);
    }

    /// <summary>Readable when the stack has ended; negative when there is none.</summary>
    public int Ended => _stack?.PidFd ?? -1;

    public int? StackPid => _stack?.Pid;

    /// <summary>Starts what takes a moment, for the caller to do other things meanwhile.</summary>
    public static SandboxNetwork Begin(NetworkInstruction instruction, ProcessIdentity init, StateDirectory state) => new(instruction, init, state);

    /// <summary>Returns when the policy is in force, and after that the way out is open: the app may run.</summary>
    public void Complete()
    {
        (_inside as InsideProgram)?.AwaitArrival();
        if (_instruction.Policy is not { } policy) return;
        var listeners = _inside.Prepare(policy);
        foreach (var (listener, endpoint) in listeners.Zip(policy.Forwarded)) new LoopbackForwarder(listener, endpoint).Start();
        _stack!.WaitUntilReady(StartMilliseconds, _stops);
        _inside.Connect(policy);
    }

    /// <summary>After the stack has ended. What to say to people about it.</summary>
    public string Restart()
    {
        _stack!.End();
        _stack = null;
        _restarts = Environment.TickCount64 - _startedAt >= StableMilliseconds ? 1 : _restarts + 1;
        if (_restarts > RestartsAtOnce) return "[network] The way to the internet broke again and again, and stays closed until a restart.";
        try
        {
            StartStack();
            _stack!.WaitUntilReady(RestartMilliseconds, _stops);
            _inside.Connect(_instruction.Policy!);
            return "[network] The way to the internet broke and is open again. Connections through it were lost.";
        }
        catch (IOException problem)
        {
            // Its end brings us here again.
            if (_stack is { } hung) Posix.PidFdSignal(hung.PidFd, Posix.SigKill);
            return $"[network] The way to the internet broke: {problem.Message}";
        }
    }

    public void End()
    {
        _stack?.End();
        _stack = null;
        _inside.End();
    }

    /// <summary>Until its users are mapped, whoever enters the sandbox's user namespace and runs a program there is nobody in it, without any right.</summary>
    private static void AwaitMapping(int init)
    {
        var until = Environment.TickCount64 + StartMilliseconds;
        while (File.ReadAllText($"/proc/{init}/uid_map").Length == 0)
        {
            if (Environment.TickCount64 > until) throw new IOException("The sandbox's users were not mapped in time.");
            Thread.Sleep(1);
        }
    }

    private void StartStack()
    {
        if (_instruction.Stack is not { } command) return;
        _startedAt = Environment.TickCount64;
        _stack = UserModeStack.Start(command, _network, _user);
    }
}
