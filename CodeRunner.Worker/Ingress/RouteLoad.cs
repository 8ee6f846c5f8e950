using CodeRunner.Worker.Ingress.Choosing;
using CodeRunner.Worker.Ingress.Counting;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// What a deployment's requests share while its routes come and go: how many there are and were, whose turn it is, how many may be repeated, and whether a new release
/// waits for its first.
/// </summary>
internal sealed class RouteLoad
{
    private int inFlight;
    private int turn;
    private ServingRelease? awaited;
    private Guid lastAwaited;
    private int waiting;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RouteLoad(Guid deploymentId, TrafficCounters counters) => Counter = counters.Make(deploymentId, () => InFlight);

    public RetryBudget Retries { get; } = new();

    /// <summary>Null where metrics are switched off.</summary>
    public TrafficCounter? Counter { get; }

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Requests that ever came, about: one that is being counted may be missing, and one whose answer goes on counts twice as long. Null where metrics are switched off.</summary>
    public long? Came => Counter?.Settled + InFlight;

    /// <summary>Requests that wait until there is an instance; they are in flight, too.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Completes when the deployment's route is another than it was when this was read.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    public void Change() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public bool TryWait(int most)
    {
        if (Interlocked.Increment(ref waiting) <= most)
            return true;
        EndWait();
        return false;
    }

    public void EndWait() => Interlocked.Decrement(ref waiting);

    public uint NextTurn() => (uint)Interlocked.Increment(ref turn);

    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref inFlight) > most)
        {
            Interlocked.Decrement(ref inFlight);
            return false;
        }
        Counter?.Notice();
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);

    /// <summary>The next request that goes to an instance is the first of that release here. For one caller at a time.</summary>
    public void Await(ServingRelease? release)
    {
        if (release is null || release.Id == lastAwaited)
            return;
        lastAwaited = release.Id;
        Volatile.Write(ref awaited, release);
    }

    /// <summary>Null for all requests but one of each release.</summary>
    public ServingRelease? TakeAwaited() => Volatile.Read(ref awaited) is null ? null : Interlocked.Exchange(ref awaited, null);
}
