using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>
/// Counts one deployment's requests, without a lock, an allocation for each, or a number that all processors write: each has counts of its own, which are added up when
/// they are read.
/// </summary>
internal sealed class TrafficCounter(Guid deploymentId, Func<int> inFlight, Action<TrafficCounter> notice)
{
    private const int MostStripes = 8;
    private const int Requests = 0;
    private const int Errors = 1;
    private const int BytesIn = 2;
    private const int BytesOut = 3;

    /// <summary>Behind what is counted often: no other array's numbers are in the same line of a cache.</summary>
    private const int Latencies = 16;

    private static readonly int Stripes = Math.Min(MostStripes, Environment.ProcessorCount);

    private readonly long[]?[] stripes = new long[]?[Stripes];
    private int isNoticed;

    public Guid DeploymentId => deploymentId;

    /// <summary>Something of it is to be read: a request is under way, or was counted.</summary>
    public void Notice()
    {
        if (Volatile.Read(ref isNoticed) == 0 && Interlocked.Exchange(ref isNoticed, 1) == 0)
            notice(this);
    }

    /// <summary>An answer began after that time.</summary>
    public void CountAnswer(int status, TimeSpan after)
    {
        var counts = Stripe();
        Interlocked.Increment(ref counts[Requests]);
        if (status >= StatusCodes.Status500InternalServerError)
            Interlocked.Increment(ref counts[Errors]);
        Interlocked.Increment(ref counts[Latencies + LatencyBuckets.Of(after)]);
        Notice();
    }

    /// <summary>Whoever asked went before an answer began.</summary>
    public void CountUnanswered() => Interlocked.Increment(ref Stripe()[Requests]);

    public void CountIn(long bytes) => Interlocked.Add(ref Stripe()[BytesIn], bytes);

    public void CountOut(long bytes) => Interlocked.Add(ref Stripe()[BytesOut], bytes);

    /// <summary>What was counted since the last time; it is called again soon while a request is under way.</summary>
    public (Traffic Traffic, LatencyHistogram? Latency) Take()
    {
        // Before the counts are read: what is counted from now on is noticed again.
        Interlocked.Exchange(ref isNoticed, 0);
        var (traffic, latency) = (new Traffic(0, 0, 0, 0, inFlight()), new LatencySum());
        foreach (var stripe in stripes)
        {
            if (stripe is not null)
                traffic = traffic.And(new Traffic(Take(stripe, Requests), Take(stripe, Errors), Take(stripe, BytesIn), Take(stripe, BytesOut), 0));
        }
        // Counted after its request was: one that comes between is of the next second.
        foreach (var stripe in stripes)
        {
            if (stripe is not null && traffic.Requests > 0)
                TakeLatencies(stripe, latency);
        }
        if (traffic.InFlight > 0)
            Notice();
        return (traffic, latency.ToHistogram());
    }

    private static void TakeLatencies(long[] stripe, LatencySum latency)
    {
        for (var bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            if (Volatile.Read(ref stripe[Latencies + bucket]) != 0)
                latency.Add(bucket, Take(stripe, Latencies + bucket));
        }
    }

    private static long Take(long[] stripe, int index) => Interlocked.Exchange(ref stripe[index], 0);

    private long[] Stripe()
    {
        ref var stripe = ref stripes[(uint)Thread.GetCurrentProcessorId() % (uint)Stripes];
        return Volatile.Read(ref stripe) ?? Interlocked.CompareExchange(ref stripe, new long[Latencies + LatencyBuckets.Count], null) ?? stripe!;
    }
}
