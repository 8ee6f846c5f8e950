using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>
/// Counts one deployment's requests since it was routed to, without a lock, an allocation for each, or a number that all processors write: each has counts of its own, which
/// are added up when they are read. They only grow: who reads them takes the difference to what it read before.
/// </summary>
internal sealed class TrafficCounter(Guid deploymentId, Func<int> inFlight, Action<TrafficCounter> notice)
{
    private const int MostStripes = 8;
    private const double MicrosecondsPerSecond = 1_000_000;

    /// <summary>The first places are those of <see cref="AnswerClass"/>.</summary>
    private const int Failed = AnswerClass.Count;
    private const int BytesIn = Failed + 1;
    private const int BytesOut = Failed + 2;
    private const int Microseconds = Failed + 3;
    private const int Queued = Failed + 4;

    /// <summary>Behind what is counted often: no other array's numbers are in the same line of a cache.</summary>
    private const int Latencies = 16;
    private const int Places = Latencies + LatencyBuckets.Count;

    private static readonly int Stripes = Math.Min(MostStripes, Environment.ProcessorCount);

    private readonly long[]?[] stripes = new long[]?[Stripes];
    private readonly long[] taken = new long[Places];
    private int isNoticed;

    public Guid DeploymentId => deploymentId;

    /// <summary>How long it took until answers began, together.</summary>
    public double Seconds => Sum(Microseconds) / MicrosecondsPerSecond;

    /// <summary>How long of that they had waited before an instance took them up.</summary>
    public double QueuedSeconds => Sum(Queued) / MicrosecondsPerSecond;

    /// <summary>Answers that had begun, and were never sent.</summary>
    public long Failures => Sum(Failed);

    /// <summary>Bytes of answers' bodies.</summary>
    public long Out => Sum(BytesOut);

    /// <summary>Requests that were answered, or given up by who asked.</summary>
    public long Settled
    {
        get
        {
            var sum = 0L;
            for (var each = 0; each < AnswerClass.Count; each++)
                sum += Sum(each);
            return sum;
        }
    }

    /// <summary>Something of it is to be read: a request is under way, or was counted.</summary>
    public void Notice()
    {
        if (Volatile.Read(ref isNoticed) == 0 && Interlocked.Exchange(ref isNoticed, 1) == 0)
            notice(this);
    }

    /// <summary>An answer began after that time.</summary>
    public void CountAnswer(int status, TimeSpan after)
    {
        var (counts, microseconds) = (Stripe(), (long)after.TotalMicroseconds);
        Interlocked.Increment(ref counts[AnswerClass.IndexOf(status)]);
        Interlocked.Increment(ref counts[Latencies + LatencyBuckets.Of(microseconds)]);
        Interlocked.Add(ref counts[Microseconds], microseconds);
        Notice();
    }

    /// <summary>A request that is answered now had waited for as long before its instance took it up.</summary>
    public void CountQueued(TimeSpan time) => Interlocked.Add(ref Stripe()[Queued], (long)time.TotalMicroseconds);

    /// <summary>Whoever asked went before an answer began.</summary>
    public void CountUnanswered() => Interlocked.Increment(ref Stripe()[AnswerClass.Aborted]);

    /// <summary>An answer that had begun, and was counted, was never sent: there was an error to send instead.</summary>
    public void CountFailure()
    {
        Interlocked.Increment(ref Stripe()[Failed]);
        Notice();
    }

    public void CountIn(long bytes) => Interlocked.Add(ref Stripe()[BytesIn], bytes);

    public void CountOut(long bytes) => Interlocked.Add(ref Stripe()[BytesOut], bytes);

    public long OfClass(int answerClass) => Sum(answerClass);

    /// <summary>Of <see cref="LatencyBuckets"/>.</summary>
    public long OfLatency(int bucket) => Sum(Latencies + bucket);

    /// <summary>What was counted since the last time; it is called again soon while a request is under way. For one reader.</summary>
    public CountedTraffic Take()
    {
        // Before the counts are read: what is counted from now on is noticed again.
        Interlocked.Exchange(ref isNoticed, 0);
        var (errors, others) = (Take(AnswerClass.ServerError), 0L);
        for (var each = 0; each < AnswerClass.ServerError; each++)
            others += Take(each);
        var traffic = new Traffic(errors + others, errors + Take(Failed), Take(BytesIn), Take(BytesOut), inFlight());
        // Counted after its request was: one that comes between is of the next second.
        var latency = new LatencySum();
        for (var bucket = 0; traffic.Requests > 0 && bucket < LatencyBuckets.Count; bucket++)
        {
            if (Take(Latencies + bucket) is > 0 and var count)
                latency.Add(bucket, count);
        }
        if (traffic.InFlight > 0)
            Notice();
        return new(deploymentId, traffic, latency.ToHistogram(), TimeSpan.FromMicroseconds(Take(Queued)));
    }

    private long Take(int place)
    {
        var (now, before) = (Sum(place), taken[place]);
        taken[place] = now;
        return now - before;
    }

    private long Sum(int place)
    {
        var sum = 0L;
        foreach (ref var stripe in stripes.AsSpan())
        {
            if (Volatile.Read(ref stripe) is { } counts)
                sum += Volatile.Read(ref counts[place]);
        }
        return sum;
    }

    private long[] Stripe()
    {
        ref var stripe = ref stripes[(uint)Thread.GetCurrentProcessorId() % (uint)Stripes];
        return Volatile.Read(ref stripe) ?? Interlocked.CompareExchange(ref stripe, new long[Places], null) ?? stripe!;
    }
}
