namespace CodeRunner.Core.Metrics;

/// <summary>
/// How finely history is kept, and how long. A row has <see cref="Block"/> seconds of it, a partition <see cref="Partition"/> seconds: what nobody keeps any more goes as whole
/// partitions.
/// </summary>
public sealed record MetricLevel(int Step, int Block, int Partition, TimeSpan Kept)
{
    private const int Hour = 3600;
    private const int Day = 24 * Hour;

    /// <summary>What Workers store, each its own part.</summary>
    public static readonly MetricLevel Parts = new(1, 10, Hour, TimeSpan.FromHours(1));

    /// <summary>From the finest on; each is made of the one before. The last one lets thirty days be answered from some tens of rows.</summary>
    public static readonly IReadOnlyList<MetricLevel> All =
    [
        Parts, new(10, 600, Day, TimeSpan.FromDays(1)), new(60, Hour, Day, TimeSpan.FromDays(30)), new(900, Day, 10 * Day, TimeSpan.FromDays(30)),
    ];

    public string Table => $"metrics_{Step}";

    public MetricLevel? Finer => All.LastOrDefault(level => level.Step < Step);

    public MetricLevel? Coarser => All.FirstOrDefault(level => level.Step > Step);

    public static long Floor(long time, int span) => time - time % span;

    public static long Ceiling(long time, int span) => Floor(time + span - 1, span);
}
