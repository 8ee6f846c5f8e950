using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Core.Optimization.Learning;

/// <summary>
/// Some minutes of a deployment, second by second, until something is learned of them. Bounded by the seconds and the instances that there are. Not safe for several threads.
/// </summary>
public sealed class UsageWindow(DateTimeOffset start)
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double MillisecondsPerSecond = 1000;

    /// <summary>What is counted together: a hundredth of a core.</summary>
    private const double Grain = 100;

    /// <summary>Fewer requests, or quicker ones, tell nothing of what they wait for.</summary>
    private const long LeastRequests = 50;
    private const double LeastRequestMs = 20;

    private readonly Dictionary<Guid, InstanceUse> instances = [];
    private readonly Dictionary<int, int> seconds = [];
    private readonly Dictionary<Guid, ReleaseLooks> looks = [];
    private readonly LatencySum latency = new();
    private double busiest;
    private double coreSeconds;
    private int measured;
    private bool isOpen;
    private long requests;
    private TimeSpan queued;

    public DateTimeOffset Start => start;

    /// <summary>By cores of the busiest instance, rounded up to hundredths: in how many seconds.</summary>
    public IEnumerable<(double Cores, int Count)> Seconds => seconds.Select(each => (each.Key / Grain, each.Value));

    /// <summary>Of all instances together, on average; null where nothing was measured.</summary>
    public double? AllCores => measured == 0 ? null : coreSeconds / measured;

    /// <summary>An instance in the second that goes on.</summary>
    public void Add(Guid instanceId, in Usage usage)
    {
        if (!instances.TryGetValue(instanceId, out var use))
            instances[instanceId] = use = new InstanceUse();
        if (usage[UsageMeasure.Memory].Mean is { } bytes)
            use.MostBytes = Math.Max(use.MostBytes, bytes);
        if (usage[UsageMeasure.Cpu].Mean is not { } microseconds)
            return;
        var cores = microseconds / MicrosecondsPerSecond;
        use.CoreSeconds += cores;
        use.Seconds++;
        coreSeconds += cores;
        busiest = Math.Max(busiest, cores);
        isOpen = true;
    }

    /// <summary>What was asked of it in the second that goes on, as one ingress counted; <paramref name="waited"/>: how long requests had waited there before an instance took them up, together.</summary>
    public void Add(Traffic traffic, LatencyHistogram? answered, TimeSpan waited)
    {
        requests += traffic.Requests;
        queued += waited;
        latency.Add(answered);
    }

    /// <summary>The second is over.</summary>
    public void Next()
    {
        if (!isOpen)
            return;
        var grain = (int)Math.Ceiling(busiest * Grain);
        seconds[grain] = seconds.GetValueOrDefault(grain) + 1;
        (busiest, isOpen) = (0, false);
        measured++;
    }

    /// <summary>How an instance of a release pressed against its limits since the last look, shares of that time [0–1].</summary>
    public void Press(Guid releaseId, double? throttled, double? stalled)
    {
        if (!looks.TryGetValue(releaseId, out var of))
            looks[releaseId] = of = new ReleaseLooks();
        of.Throttled.Add(throttled);
        of.Stalled.Add(stalled);
    }

    /// <summary>The instance that used the most. One that ran only for a while counts as if it had run for half of the time: its start is not what it uses.</summary>
    public UsageSample? Sample(DateTimeOffset now)
    {
        var known = instances.Values.Where(each => each.Seconds > 0).ToList();
        if (known.Count == 0)
            return null;
        var cores = known.Max(each => each.CoreSeconds / Math.Max(each.Seconds, measured / 2.0));
        return new UsageSample(now, cores, instances.Values.Max(each => each.MostBytes));
    }

    /// <summary>Requests are not told apart by release: they count for the one that was looked at the most.</summary>
    public IEnumerable<UsageLoad> Loads(DateTimeOffset now)
    {
        var asked = Requests();
        var main = looks.OrderByDescending(each => each.Value.Throttled.Count).Select(each => each.Key).FirstOrDefault();
        return looks.Select(each => new UsageLoad(
            now, each.Key, each.Value.Throttled.Mean, each.Value.Stalled.Mean, each.Key == main ? asked?.Downstream : null, each.Key == main ? asked?.Whole : null)
        {
            QueueMs = each.Key == main ? asked?.Queue : null,
        });
    }

    /// <summary>In ms of a request; null where there were too few, or too quick ones.</summary>
    private (double Whole, double Queue, double Downstream)? Requests()
    {
        if (requests < LeastRequests || latency.ToHistogram() is not { } answered)
            return null;
        var mean = answered.Counts.Sum(each => LatencyBuckets.MiddleOf(each.Bucket) * each.Count) / answered.Counts.Sum(each => each.Count) / MillisecondsPerSecond;
        if (mean < LeastRequestMs)
            return null;
        var queue = Math.Min(mean, queued.TotalMilliseconds / requests);
        return (mean, queue, Math.Max(0, mean - queue - coreSeconds * MillisecondsPerSecond / requests));
    }

    private sealed class InstanceUse
    {
        public double CoreSeconds { get; set; }

        public int Seconds { get; set; }

        public double MostBytes { get; set; }
    }

    private sealed class ReleaseLooks
    {
        public Shares Throttled { get; } = new();

        public Shares Stalled { get; } = new();
    }

    private sealed class Shares
    {
        private double sum;

        public int Count { get; private set; }

        public double? Mean => Count == 0 ? null : sum / Count;

        public void Add(double? share)
        {
            if (share is not { } known)
                return;
            sum += Math.Clamp(known, 0, 1);
            Count++;
        }
    }
}
