using CodeRunner.Core.Optimization.Histograms;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Core.Optimization.Learning;

/// <summary>What is known of how a deployment uses what it has: its histograms, how instances ended, and what held it up. Bounded. Not safe for several threads.</summary>
public sealed class LearnedUsage
{
    /// <summary>Ends that are kept, the newest.</summary>
    public const int MostEnds = 100;

    /// <summary>Loads that are kept: of so many releases, the newest of each.</summary>
    public const int MostReleases = 5;

    public const int MostLoadsOfRelease = 60;

    /// <summary>About an hour.</summary>
    private const int RecentLoads = 12;

    private static readonly TimeSpan EndsKept = TimeSpan.FromDays(2);
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(2);
    private static readonly HistogramBuckets AllCores = HistogramBuckets.Exponential(most: 256, first: 0.01, ratio: 1.05, epsilon: 1e-12);

    private readonly List<UsageEnd> ends = [];
    private readonly List<UsageLoad> loads = [];

    public UsageHistory History { get; private init; } = new();

    public CpuBursts Bursts { get; private init; } = new();

    /// <summary>What all instances used together, in some minutes each.</summary>
    public DecayingHistogram Cores { get; private init; } = new(AllCores, HalfLife);

    public IReadOnlyList<UsageEnd> Ends => ends;

    public IReadOnlyList<UsageLoad> Loads => loads;

    /// <summary>The share of its last hour [0–1] in which it was held back at its CPU limit.</summary>
    public double CpuThrottled => Recent(load => load.CpuThrottled);

    /// <summary>The share of its last hour [0–1] in which it waited for memory.</summary>
    public double MemoryStalled => Recent(load => load.MemoryStalled);

    /// <summary>What another version stored otherwise is not known any more: learning begins anew, but for how instances ended.</summary>
    public static LearnedUsage Load(LearnedState stored)
    {
        var known = UsageHistory.TryLoad(stored.History, out var history) & DecayingHistogram.TryLoad(stored.Cores, AllCores, HalfLife, out var cores);
        var learned = known && CpuBursts.Load(stored.Seconds) is { } bursts ? new LearnedUsage { History = history!, Bursts = bursts, Cores = cores! } : new LearnedUsage();
        learned.ends.AddRange(stored.Ends.TakeLast(MostEnds));
        learned.loads.AddRange(stored.Loads.TakeLast(MostReleases * MostLoadsOfRelease));
        return learned;
    }

    public LearnedState ToState() => new(History.ToCheckpoint(), Bursts.ToCheckpoint(), Cores.ToCheckpoint(), [.. ends], [.. loads]);

    public void Observe(UsageWindow window, DateTimeOffset now)
    {
        // A limit says something only with an OOM kill, and those come as ends.
        if (window.Sample(now) is { } sample)
            History.Observe(sample, limit: 0);
        foreach (var (cores, count) in window.Seconds)
            Bursts.Observe(cores, count, now);
        if (window.AllCores is { } all)
            Cores.Add(Math.Max(0, all), 1, now);
        foreach (var load in window.Loads(now))
            Add(load);
    }

    /// <summary><paramref name="memoryLimit"/>: bytes that it might use.</summary>
    public void End(UsageEnd end, double memoryLimit)
    {
        ends.RemoveAll(each => end.Time - each.Time > EndsKept);
        if (ends.Count >= MostEnds)
            ends.RemoveAt(0);
        ends.Add(end);
        // Nothing was measured with it: only that what there was was too little.
        if (end.OutOfMemory)
            History.Observe(new UsageSample(end.Time, double.NaN, memoryLimit, OomKilled: true), memoryLimit);
    }

    private double Recent(Func<UsageLoad, double?> share) => loads.TakeLast(RecentLoads).Select(share).OfType<double>().DefaultIfEmpty().Average();

    private void Add(UsageLoad load)
    {
        loads.Add(load);
        var releases = loads.Select(each => each.ReleaseId).Reverse().Distinct().Take(MostReleases).ToHashSet();
        loads.RemoveAll(each => !releases.Contains(each.ReleaseId));
        if (loads.Count(each => each.ReleaseId == load.ReleaseId) > MostLoadsOfRelease)
            loads.Remove(loads.First(each => each.ReleaseId == load.ReleaseId));
    }
}
