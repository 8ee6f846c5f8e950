using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Metrics;

/// <summary>The parts of the block of seconds that is going on now, a deployment each. For one loop.</summary>
internal sealed class OpenParts
{
    private static readonly int Seconds = MetricLevel.Parts.Block;

    private readonly Dictionary<Guid, Dictionary<Guid, Usage?[]>> usages = [];
    private readonly Dictionary<Guid, MetricPoint?[]> points = [];

    public long Start { get; private set; } = -1;

    /// <summary>Whether that second is of another block: this one must be closed before.</summary>
    public bool IsOver(long second) => Start >= 0 && MetricLevel.Floor(second, Seconds) != Start;

    /// <summary>Adds what was seen in a second; returns each deployment's part of only that second, to be told at once.</summary>
    public List<MetricPart> Add(long second, IReadOnlyList<(SandboxLabels Labels, Usage Usage)> measured, IEnumerable<CountedTraffic> counted)
    {
        Start = MetricLevel.Floor(second, Seconds);
        var at = (int)(second - Start);
        var seen = new HashSet<Guid>();
        foreach (var (labels, usage) in measured)
        {
            if (labels.InstanceId is not { } instance)
                continue;
            seen.Add(labels.DeploymentId);
            PointsOf(labels.DeploymentId)[at] ??= new MetricPoint(1, default, null, default);
            Of(Of(usages, labels.DeploymentId, () => []), instance, () => new Usage?[Seconds])[at] = usage;
        }
        foreach (var (id, traffic, latency, _) in counted)
        {
            seen.Add(id);
            var points = PointsOf(id);
            // A clock that was set back comes to the same second again.
            points[at] = points[at] is { } before
                ? before with { Traffic = before.Traffic.And(traffic), Latency = LatencyHistogram.Sum(before.Latency, latency) }
                : new MetricPoint(1, traffic, latency, default);
        }
        return [.. seen.Select(id => new MetricPart(id, second, MetricPacking.Pack(OnlyAt(id, at))))];
    }

    /// <summary>What there is of the block, and begins anew.</summary>
    public List<MetricPart> Close()
    {
        var parts = points.Select(each => new MetricPart(
            each.Key, Start, MetricPacking.Pack(new MetricBlock(Start, 1, each.Value, usages.GetValueOrDefault(each.Key) ?? [])))).ToList();
        points.Clear();
        usages.Clear();
        Start = -1;
        return parts;
    }

    private MetricBlock OnlyAt(Guid id, int at) => new(
        Start + at, 1, [points[id][at]],
        usages.GetValueOrDefault(id)?.Where(each => each.Value[at] is not null).ToDictionary(each => each.Key, each => (Usage?[])[each.Value[at]]) ?? []);

    private MetricPoint?[] PointsOf(Guid id) => Of(points, id, () => new MetricPoint?[Seconds]);

    private static T Of<T>(Dictionary<Guid, T> all, Guid id, Func<T> make)
    {
        if (!all.TryGetValue(id, out var known))
            all[id] = known = make();
        return known;
    }
}
