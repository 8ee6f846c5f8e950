using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// Stays with one app that something else than bubblewrap isolates, or nothing does, from its start to its end: one loop on one thread waits for output,
/// requests and ends alike.
/// </summary>
internal abstract class Supervision(LaunchInstruction instruction, StateDirectory state, Action<LaunchAnswer> answer)
{
    private const int KillAgainMilliseconds = 1000;
    private readonly DiskWatch? _disk = instruction.Measured is { } measured ? new DiskWatch($"/proc/self/fd/{state.Root}/{measured.Name}", measured) : null;
    private long? _killAt;

    /// <summary>It was ended because its files were more than they may be.</summary>
    protected bool OverDisk { get; private set; }

    protected OutputPump Output { get; private set; } = null!;

    protected StateDirectory State => state;

    protected LaunchInstruction Instruction => instruction;

    /// <summary>Nothing of the app runs any more.</summary>
    protected abstract bool Ended { get; }

    /// <summary>Starts the app. Answers where its output comes from; null when it was not started, which was answered.</summary>
    protected abstract IOutputSource? Start();

    /// <summary>What tells of progress besides output; negative where nothing does now.</summary>
    protected abstract int Awaited { get; }

    /// <summary>As <see cref="Awaited"/>, for <see cref="TendToo"/>.</summary>
    protected virtual int AwaitedToo => -1;

    /// <summary>In how many milliseconds <see cref="Tend"/> is wanted even if nothing happens; null for never.</summary>
    protected abstract long? TendIn(long now);

    protected abstract void Tend(long now);

    protected virtual void TendToo()
    {
    }

    protected abstract void Terminate();

    /// <summary>The whole tree; may be asked for again until it has ended.</summary>
    protected abstract void Kill();

    protected abstract ExitState Exit();

    protected void Answer(LaunchAnswer given) => answer(given);

    public void Run()
    {
        var writer = new SegmentWriter(state.Root, state.Output, instruction.SegmentBytes, instruction.OutputBytes);
        if (Start() is not { } source) return;
        Output = new OutputPump(source, writer, SecretMask.Of(instruction.Secrets));
        while (!Ended) Step();
        Output.Complete();
        state.Write(StateFiles.Exit, Exit(), ProtocolJson.Default.ExitState);
    }

    private void Step()
    {
        var (stopTold, tooReady) = Wait();
        var now = Environment.TickCount64;
        if (tooReady) TendToo();
        Tend(now);
        Output.Pump(now);
        if (state.Stops.Take(now, stopTold) is { } stop) Stop(now, stop);
        if (!OverDisk && _disk?.IsExceeded(now) == true) (OverDisk, _killAt) = (true, now);
        if (now < _killAt || _killAt is null) return;
        _killAt = now + KillAgainMilliseconds;
        if (!Ended) Kill();
    }

    private unsafe (bool StopTold, bool TooReady) Wait()
    {
        var now = Environment.TickCount64;
        var (output, error) = Output.Awaited(now);
        const int count = 5;
        int* descriptors = stackalloc int[count] { output, error, state.Stops.Told, Awaited, AwaitedToo };
        var polled = stackalloc PollDescriptor[count];
        for (var i = 0; i < count; i++) polled[i] = new PollDescriptor { Descriptor = descriptors[i], Events = PollDescriptor.In };
        _ = Libc.Poll(polled, count, Timeout(now));
        return (polled[2].Returned != 0, polled[4].Returned != 0);
    }

    private int Timeout(long now)
    {
        var due = Math.Min(Output.DueIn(now) ?? long.MaxValue, TendIn(now) ?? long.MaxValue);
        due = Math.Min(due, state.Stops.DueIn(now) ?? long.MaxValue);
        if (_killAt is { } killAt) due = Math.Min(due, Math.Max(0, killAt - now));
        if (_disk is not null && !OverDisk) due = Math.Min(due, _disk.DueIn(now));
        return due == long.MaxValue ? -1 : (int)Math.Min(due, int.MaxValue);
    }

    private void Stop(long now, StopRequest request)
    {
        var killAt = now + request.GraceMilliseconds;
        _killAt = _killAt is { } earlier ? Math.Min(earlier, killAt) : killAt;
        if (request.GraceMilliseconds > 0) Terminate();
    }
}
