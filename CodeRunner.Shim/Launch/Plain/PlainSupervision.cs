using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Plain;

/// <summary>An app that runs as any process of this machine does. What it has left running ends with it.</summary>
internal sealed unsafe class PlainSupervision(LaunchInstruction instruction, StateDirectory state, Action<LaunchAnswer> answer)
    : Supervision(instruction, state, answer)
{
    private readonly AppProgram _app = instruction.Plain!;
    private int _pid;
    private int _pidFd = -1;
    private int? _code;

    protected override bool Ended => _code is not null;

    protected override int Awaited => _pidFd;

    protected override IOutputSource? Start()
    {
        var (output, error) = (Posix.Pipe(), Posix.Pipe());
        foreach (var descriptor in (int[])[output.Read, error.Read])
            Posix.DoNotBlock(descriptor);
        try
        {
            _pid = PlainProcess.Start(_app, output.Write, error.Write, ownSession: true);
        }
        catch (IOException problem)
        {
            Answer(LaunchAnswer.NotRun(_app.Command[0], problem.Message));
            return null;
        }

        foreach (var descriptor in (int[])[output.Write, error.Write]) Libc.Close(descriptor);
        _pidFd = Posix.Check(Posix.PidFdOpen(_pid), "pidfd_open");
        var known = new ShimState(ProcessIdentity.Of(Environment.ProcessId)!, Program: null, ProcessIdentity.Of(_pid));
        State.Write(StateFiles.Shim, known, ProtocolJson.Default.ShimState);
        Answer(new LaunchAnswer(true));
        return new SandboxPipes(output.Read, error.Read);
    }

    protected override long? TendIn(long now) => null;

    protected override void Tend(long now)
    {
        int status;
        if (_code is not null || Libc.WaitPid(_pid, &status, Posix.WaitNoHang) != _pid) return;
        var signal = status & 0x7F;
        _code = signal != 0 ? 128 + signal : (status >> 8) & 0xFF;
        Descendants.KillAll();
    }

    protected override void Terminate() => Posix.PidFdSignal(_pidFd, Posix.SigTerm);

    protected override void Kill() => Posix.PidFdSignal(_pidFd, Posix.SigKill);

    protected override ExitState Exit() => new(_code, OutOfMemory: false, DateTimeOffset.UtcNow, OverDisk);
}
