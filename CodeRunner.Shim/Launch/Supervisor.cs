using System.Text;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Network;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>Stays with one sandbox from its start to its end, on one thread: one loop waits for output, requests and ends alike.</summary>
internal sealed class Supervisor(LaunchInstruction instruction, StateDirectory state, Action<LaunchAnswer> answer)
{
    private const int LookForAppMilliseconds = 1;
    private readonly ControlGroups _groups = new(instruction.ControlGroups, instruction.OomFile);
    private readonly string _sandboxingProgram = Path.GetFileName(instruction.Program.Last(a => a.EndsWith("/bwrap", StringComparison.Ordinal)));
    private readonly DiskWatch? _disk = instruction.Measured is { } measured ? new DiskWatch($"/proc/self/fd/{state.Root}/{measured.Name}", measured) : null;
    private SandboxProcess _process = null!;
    private bool _mustJoin;
    private bool _overDisk;
    private SandboxStatusPipe _status = null!;
    private OutputPump _output = null!;
    private ProcessIdentity? _init;
    private int _initFd = -1;
    private SandboxNetwork? _network;
    private int? _app;
    private int? _programExit;
    private bool _initEnded;
    private long? _killAt;

    /// <summary>Ends when nothing of the sandbox runs any more and all it said is written.</summary>
    public void Run()
    {
        _mustJoin = !BirthGroups.TryStart(instruction.ControlGroups, () => _process = SandboxProcess.Start(instruction));
        if (_mustJoin) _process = SandboxProcess.Start(instruction);
        _status = new SandboxStatusPipe(_process.Status);
        var writer = new SegmentWriter(state.Root, state.Output, instruction.SegmentBytes, instruction.OutputBytes);
        _output = new OutputPump(new SandboxPipes(_process.Output, _process.Error), writer, SecretMask.Of(instruction.Secrets));
        try
        {
            while (_programExit is null || !_initEnded) Step();
            _output.Complete();
            AnswerIfStillUnanswered();
        }
        catch (IOException)
        {
            Kill();
            throw;
        }
        finally
        {
            _network?.End();
        }

        var exit = new ExitState(_programExit, _programExit != 0 && _groups.SawOutOfMemory(), DateTimeOffset.UtcNow, _overDisk);
        state.Write(StateFiles.Exit, exit, ProtocolJson.Default.ExitState);
        _groups.Remove();
    }

    private void Step()
    {
        var (stopTold, programEnded, initEnded, networkEnded) = Wait();
        var now = Environment.TickCount64;
        _output.Pump(now);
        if (!_status.AtEnd) ReadStatus();
        if (_app is null && _init is not null && !initEnded) LookForApp();
        if (state.Stops.Take(now, stopTold) is { } stop) Stop(now, stop);
        if (_app is not null && _disk?.IsExceeded(now) == true) (_overDisk, _killAt) = (true, now);
        if (now >= _killAt) Kill();
        _initEnded |= initEnded;
        if (programEnded) EndOfProgram();
        if (networkEnded && !_initEnded) MendNetwork();
    }

    private unsafe (bool StopTold, bool ProgramEnded, bool InitEnded, bool NetworkEnded) Wait()
    {
        var now = Environment.TickCount64;
        var (output, error) = _output.Awaited(now);
        const int count = 7;
        int* descriptors = stackalloc int[count]
        {
            output, error, _status.AtEnd ? -1 : _process.Status, state.Stops.Told, _programExit is null ? _process.PidFd : -1, _initEnded ? -1 : _initFd,
            _initEnded ? -1 : _network?.Ended ?? -1,
        };
        var polled = stackalloc PollDescriptor[count];
        for (var i = 0; i < count; i++) polled[i] = new PollDescriptor { Descriptor = descriptors[i], Events = PollDescriptor.In };
        _ = Libc.Poll(polled, count, Timeout(now));
        return (polled[3].Returned != 0, polled[4].Returned != 0, polled[5].Returned != 0, polled[6].Returned != 0);
    }

    private int Timeout(long now)
    {
        var due = Math.Min(_output.DueIn(now) ?? long.MaxValue, state.Stops.DueIn(now) ?? long.MaxValue);
        if (_killAt is { } killAt) due = Math.Min(due, Math.Max(0, killAt - now));
        if (_disk is not null && _app is not null) due = Math.Min(due, _disk.DueIn(now));
        if (_init is not null && _app is null && _programExit is null) due = Math.Min(due, LookForAppMilliseconds);
        return due == long.MaxValue ? -1 : (int)Math.Min(due, int.MaxValue);
    }

    /// <summary>The sandbox has its first process, which waits for us: it is put under its limits before anything of the app runs.</summary>
    private void ReadStatus()
    {
        _status.Read();
        if (_init is not null || _status.InitPid is not { } pid) return;
        _initFd = Posix.PidFdOpen(pid);
        _init = ProcessIdentity.Of(pid);
        if (_initFd < 0 || _init is null) return;
        var known = new ShimState(ProcessIdentity.Of(Environment.ProcessId)!, ProcessIdentity.Of(_process.Pid), _init);
        state.Write(StateFiles.Shim, known, ProtocolJson.Default.ShimState);
        if (instruction.Network is { } network) BeginNetwork(network, _init);
        if (_mustJoin) _groups.Join(pid);
        if (instruction.ProcessLimit is { } processes) ResourceLimits.LimitProcesses(pid, processes);
        _network?.Complete();
        Posix.Write(_process.Block, "x"u8);
        Libc.Close(_process.Block);
        if (_mustJoin) ChargeNetwork();
    }

    /// <summary>What carries the app's packets counts against its limits too.</summary>
    private void BeginNetwork(NetworkInstruction network, ProcessIdentity init)
    {
        void Begin() => _network = SandboxNetwork.Begin(network, init, state);
        if (_mustJoin || !BirthGroups.TryStart(instruction.ControlGroups, Begin)) Begin();
    }

    private void MendNetwork()
    {
        _output.Say(_network!.Restart());
        ChargeNetwork();
    }

    /// <summary>Where it could not be born there. Not before the app is let go: joining takes longer than starting.</summary>
    private void ChargeNetwork()
    {
        if (_network?.StackPid is { } pid) _groups.Join(pid);
    }

    private void LookForApp()
    {
        _app = AppProcess.Find(_init!.Pid, _sandboxingProgram);
        if (_app is not null) answer(new LaunchAnswer(true));
    }

    private void Stop(long now, StopRequest request)
    {
        var killAt = now + request.GraceMilliseconds;
        _killAt = _killAt is { } earlier ? Math.Min(earlier, killAt) : killAt;
        if (_app is not { } app || ProcessIdentity.Of(app) is null)
        {
            _killAt = now;
            return;
        }

        var appFd = Posix.PidFdOpen(app);
        if (appFd < 0) return;
        if (AppProcess.Find(_init!.Pid, _sandboxingProgram) == app) Posix.PidFdSignal(appFd, Posix.SigTerm);
        Libc.Close(appFd);
    }

    /// <summary>The end of the first process is the end of all in its pid namespace.</summary>
    private void Kill()
    {
        _killAt = null;
        Posix.PidFdSignal(_initFd >= 0 ? _initFd : _process.PidFd, Posix.SigKill);
    }

    private unsafe void EndOfProgram()
    {
        int status;
        if (Libc.WaitPid(_process.Pid, &status, 0) != _process.Pid) status = Posix.SigKill;
        var signal = status & 0x7F;
        _programExit = signal != 0 ? 128 + signal : (status >> 8) & 0xFF;
        _status.Read();
        if (_initFd < 0) EndUntold();
        else if (!_initEnded) Posix.PidFdSignal(_initFd, Posix.SigKill);
    }

    /// <summary>It may have made a first process and not come to say so, which would take our end for the word to go on.</summary>
    private void EndUntold()
    {
        Descendants.KillAll();
        _initEnded = true;
    }

    private void AnswerIfStillUnanswered()
    {
        if (_app is not null) return;
        answer(_status.ExitCode is not null
            ? new LaunchAnswer(true)
            : new LaunchAnswer(false, Encoding.UTF8.GetString(_output.FirstErrors).Trim()));
    }
}
