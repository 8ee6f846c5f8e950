using System.Runtime.InteropServices;
using CodeRunner.Shim.Launch.Plain;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>Stays with the app of a task from its start to its end: hands on what it prints and what it is asked by signals, looks at its files, and says how it ended.</summary>
internal sealed unsafe class TaskSupervision(TaskProgram task, TaskLines lines)
{
    private const int ReapMilliseconds = 1000;
    private const int Everybody = -1;
    private const string App = "/app";
    private readonly DiskWatch? _disk = task.Copy is { } measured ? new DiskWatch(App, measured) : null;
    private OutputPump _output = null!;
    private int _pidFd = -1;
    private int? _code;
    private bool _overDisk;
    private volatile int _app;
    private volatile int _asked;

    /// <summary>Answers the exit code.</summary>
    public int Run()
    {
        using var terminate = HandOn(PosixSignal.SIGTERM, Posix.SigTerm);
        using var interrupt = HandOn(PosixSignal.SIGINT, 2);
        Start();
        lines.Say(TaskLineKind.Started, 0, "");
        if (_asked > 0) _ = Libc.Kill(_app, _asked);
        while (_code is null) Step();
        _ = Libc.Kill(Everybody, Posix.SigKill);
        _output.Complete();
        lines.Say(TaskLineKind.Ended, _code.Value, string.Join(' ', Reasons()));
        return _code.Value;
    }

    private void Start()
    {
        var (output, error) = (Posix.Pipe(), Posix.Pipe());
        foreach (var descriptor in (int[])[output.Read, error.Read]) Posix.DoNotBlock(descriptor);
        if (task.App.Seccomp is { } filter) InitPrivileges.Filter(filter);
        try
        {
            _app = PlainProcess.Start(task.App, output.Write, error.Write, ownSession: true);
        }
        catch (IOException problem)
        {
            // Such as a script whose interpreter is not there, which shows only now.
            throw new Worker.Sandboxes.SandboxException("command_not_run", problem.Message);
        }

        foreach (var descriptor in (int[])[output.Write, error.Write]) Libc.Close(descriptor);
        _pidFd = Posix.Check(Posix.PidFdOpen(_app), "pidfd_open");
        _output = new OutputPump(new SandboxPipes(output.Read, error.Read), lines, SecretMask.Of(task.Secrets));
    }

    private void Step()
    {
        Wait();
        var now = Environment.TickCount64;
        Reap();
        _output.Pump(now);
        if (_overDisk || _disk?.IsExceeded(now) != true) return;
        _overDisk = true;
        _ = Libc.Kill(Everybody, Posix.SigKill);
    }

    private void Wait()
    {
        var now = Environment.TickCount64;
        var (output, error) = _output.Awaited(now);
        const int count = 3;
        int* descriptors = stackalloc int[count] { output, error, _pidFd };
        var polled = stackalloc PollDescriptor[count];
        for (var i = 0; i < count; i++) polled[i] = new PollDescriptor { Descriptor = descriptors[i], Events = PollDescriptor.In };
        _ = Libc.Poll(polled, count, (int)Math.Min(Math.Min(_output.DueIn(now) ?? ReapMilliseconds, _disk?.DueIn(now) ?? ReapMilliseconds), ReapMilliseconds));
    }

    /// <summary>The app, and what was left to the first process by those that are gone.</summary>
    private void Reap()
    {
        int status;
        while (Libc.WaitPid(Everybody, &status, Posix.WaitNoHang) is > 0 and var ended)
            if (ended == _app)
                _code = (status & 0x7F) is not 0 and var signal ? 128 + signal : (status >> 8) & 0xFF;
    }

    private IEnumerable<string> Reasons()
    {
        if (_overDisk) yield return TaskLine.OverDisk;
        if (_code != 0 && MemoryKills.Any()) yield return TaskLine.OutOfMemory;
    }

    private PosixSignalRegistration HandOn(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _asked = number; // it may come before there is an app
        if (_app > 0) _ = Libc.Kill(_app, number);
    });
}
