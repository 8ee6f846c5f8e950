namespace CodeRunner.Core.Metrics;

/// <summary>
/// Points of one deployment, one each <see cref="Step"/> seconds from <see cref="Start"/> (Unix seconds) on; null is a gap. <see cref="Instances"/> has the same times for
/// each instance that was seen.
/// </summary>
public sealed record MetricBlock(long Start, int Step, MetricPoint?[] Points, IReadOnlyDictionary<Guid, Usage?[]> Instances)
{
    public long End => Start + (long)Step * Points.Length;

    public long TimeOf(int index) => Start + (long)Step * index;
}
