namespace CodeRunner.Worker.Nodes;

/// <summary>
/// The time in which this Worker may act, under one id. It ends by itself when the lease is not renewed in time, by a clock of this machine: a Worker that was stalled
/// knows that it is late before it asks anybody.
/// </summary>
public sealed class Term(Guid workerId, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource over = new(Timeout.InfiniteTimeSpan, clock);
    private long validUntil;

    public Guid WorkerId => workerId;

    public DateTimeOffset Now => clock.GetUtcNow();

    public CancellationToken Token => over.Token;

    /// <summary>Asked right before anything is done to a sandbox: timers of a Worker that just woke up may not have run yet.</summary>
    public bool IsValid => !over.IsCancellationRequested && clock.GetTimestamp() < Volatile.Read(ref validUntil);

    /// <summary>The lease was taken or renewed by a request that began at <paramref name="began"/> and is trusted for <paramref name="time"/> from then on.</summary>
    public void Extend(long began, TimeSpan time)
    {
        var left = time - clock.GetElapsedTime(began);
        if (over.IsCancellationRequested || left <= TimeSpan.Zero)
            return;
        Volatile.Write(ref validUntil, clock.GetTimestamp() + (long)(left.TotalSeconds * clock.TimestampFrequency));
        over.CancelAfter(left);
    }

    public void End() => over.Cancel();

    public void Dispose() => over.Dispose();
}
