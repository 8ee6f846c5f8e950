using CodeRunner.Shim.Network;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>
/// An app in a container: the engine starts and ends it, and this reads what it says. It bears with an engine that is restarted, and gives up on one that
/// stays away.
/// </summary>
internal sealed class ContainerSupervision(LaunchInstruction instruction, StateDirectory state, Action<LaunchAnswer> answer)
    : Supervision(instruction, state, answer)
{
    private const int RetryMilliseconds = 250;
    private const int DrainMilliseconds = 2000;
    private const int PatienceMilliseconds = 60_000;
    private readonly ContainerInstruction _container = instruction.Container!;
    private readonly EngineSocket _engine = new(instruction.Container!.EngineSocket);
    private AttachedOutput _attached = null!;
    private SandboxNetwork? _network;
    private PendingAnswer? _end;
    private long? _retryAt;
    private long? _awaySince;
    private long? _endedAt;
    private int? _code;
    private bool _outOfMemory;

    protected override bool Ended => _endedAt is { } at && (_attached.AtEnd || Environment.TickCount64 - at > DrainMilliseconds);

    protected override int Awaited => _end?.Awaited ?? -1;

    protected override int AwaitedToo => Ended ? -1 : _network?.Ended ?? -1;

    protected override void TendToo() => Output.Say(_network!.Restart());

    protected override IOutputSource? Start()
    {
        _attached = new AttachedOutput(_engine.Attach(_container.Container));
        var started = _engine.Send("POST", Of("start"));
        if (!started.IsGood)
        {
            Answer(new LaunchAnswer(false, started.Message));
            return null;
        }

        var init = _engine.Send("GET", Of("json")).Number("State", "Pid") is > 0 and var pid ? ProcessIdentity.Of(pid) : null;
        if (Instruction.Network is { } network && init is not null)
        {
            // Its first process waits for what to run: nothing of the app is there before the rules are.
            _network = SandboxNetwork.Begin(network, init, State);
            _network.Complete();
        }

        _attached.Streams.HandOver(_container.App);
        if (_attached.ReadGreeting() is not InitGreeting.Started and var greeting)
        {
            var notRun = greeting.StartsWith(InitGreeting.NotRun, StringComparison.Ordinal);
            Answer(notRun
                ? LaunchAnswer.NotRun(_container.App.Command[0], greeting[InitGreeting.NotRun.Length..])
                : new LaunchAnswer(false, greeting.Length > 0 ? greeting : "the container ended before its app was started"));
            return null;
        }

        _end = new PendingAnswer(_engine.Ask("POST", Of("wait")));
        var known = new ShimState(ProcessIdentity.Of(Environment.ProcessId)!, Program: null, init);
        State.Write(StateFiles.Shim, known, ProtocolJson.Default.ShimState);
        Answer(new LaunchAnswer(true));
        return _attached;
    }

    protected override long? TendIn(long now)
    {
        if (_attached.HasKept) return 0;
        if (_endedAt is { } ended) return Math.Max(0, ended + DrainMilliseconds + 1 - now);
        return _retryAt is { } retry ? Math.Max(0, retry - now) : null;
    }

    protected override void Tend(long now)
    {
        if (_endedAt is not null) return;
        if (_end?.TryTake() is { } answered)
        {
            _end = null;
            if (answered.IsGood) _code = answered.Number("StatusCode");
            _retryAt = now;
        }

        if (_retryAt <= now) Look(now);
    }

    protected override void Terminate() => TrySignal("SIGTERM");

    protected override void Kill() => TrySignal("SIGKILL");

    protected override ExitState Exit()
    {
        _network?.End();
        return new(_code, _outOfMemory && _code != 0, DateTimeOffset.UtcNow, OverDisk);
    }

    /// <summary>After the wait has ended in whatever way: what the engine says of the container, once it says something.</summary>
    private void Look(long now)
    {
        _retryAt = null;
        try
        {
            var seen = _engine.Send("GET", Of("json"));
            _awaySince = null;
            if (seen.Status != 404 && seen.Flag("State", "Running")) Resume();
            else End(seen, now);
        }
        catch (IOException)
        {
            _awaySince ??= now;
            if (now - _awaySince < PatienceMilliseconds) _retryAt = now + RetryMilliseconds;
            else _endedAt = now;
        }
    }

    private void End(EngineAnswer seen, long now)
    {
        _endedAt = now;
        _outOfMemory = seen.Flag("State", "OOMKilled");
        if (seen.IsGood) _code ??= seen.Number("State", "ExitCode");
    }

    /// <summary>The engine was away and is back, and the container still runs: nobody knows what it said meanwhile.</summary>
    private void Resume()
    {
        if (_attached.AtEnd)
        {
            _attached.Replace(_engine.Attach(_container.Container));
            Output.SayLost();
        }

        _end = new PendingAnswer(_engine.Ask("POST", Of("wait")));
    }

    private string Of(string what) => $"/containers/{_container.Container}/{what}";

    private void TrySignal(string signal)
    {
        try
        {
            _engine.Send("POST", Of($"kill?signal={signal}"));
        }
        catch (IOException)
        {
            // Asked for again in a moment, or its end is seen.
        }
    }
}
