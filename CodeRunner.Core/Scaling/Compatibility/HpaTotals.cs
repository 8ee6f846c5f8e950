namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>How many replicas Kubernetes' horizontal autoscaler asks for, of one number that belongs to no pod: a queue's length, an ingress's requests. Pure.</summary>
public static class HpaTotals
{
    /// <summary>
    /// The whole value against a target for it. From 0 replicas it goes to as many as the value is targets. <paramref name="ready"/>: pods that run and are ready.
    /// </summary>
    public static HpaProposal ForValue(int current, int ready, long valueMilli, long targetMilli, HpaTolerance tolerance)
    {
        var ratio = (double)valueMilli / targetMilli;
        var replicas = current == 0 ? Up(ratio) : tolerance.Covers(ratio) ? current : Up(ratio * ready);
        return HpaProposal.Of(replicas, valueMilli);
    }

    /// <summary>The value divided by the replicas against a target for each.</summary>
    public static HpaProposal ForAverage(int current, long valueMilli, long targetMilli, HpaTolerance tolerance)
    {
        var ratio = valueMilli / ((double)targetMilli * current);
        var replicas = tolerance.Covers(ratio) ? current : Up((double)valueMilli / targetMilli);
        return HpaProposal.Of(replicas, valueMilli == long.MaxValue ? valueMilli : (long)Math.Ceiling((double)valueMilli / current));
    }

    /// <summary>Of an outside metric's samples; what doesn't fit is the most that does.</summary>
    public static long Sum(ReadOnlySpan<long> samplesMilli)
    {
        var sum = 0L;
        foreach (var sample in samplesMilli)
        {
            if (sample > 0 && sum > long.MaxValue - sample)
                return long.MaxValue;
            sum += sample;
        }
        return sum;
    }

    // What doesn't fit an int becomes the nearest that does.
    private static int Up(double replicas) => (int)Math.Ceiling(replicas);
}
