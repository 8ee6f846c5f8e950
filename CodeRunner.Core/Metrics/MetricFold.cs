namespace CodeRunner.Core.Metrics;

/// <summary>Makes coarser points of finer ones. Each point of the answer is made of all that lies in it, so that doing it again gives the same.</summary>
public static class MetricFold
{
    /// <summary>
    /// What several Workers saw in the same seconds, as one: each counted its own requests; an instance that two of them measured while it changed hands counts once.
    /// </summary>
    public static MetricBlock Merge(IEnumerable<MetricBlock> parts, long from, long to)
    {
        var points = new MetricPoint?[to - from];
        var instances = new Dictionary<Guid, Usage?[]>();
        foreach (var part in parts)
        {
            for (var index = 0; index < part.Points.Length; index++)
            {
                var at = part.TimeOf(index) - from;
                if (part.Points[index] is not { } seen || at < 0 || at >= points.Length)
                    continue;
                points[at] = points[at] is { } known
                    ? known with { Traffic = known.Traffic.And(seen.Traffic), Latency = LatencyHistogram.Sum(known.Latency, seen.Latency) }
                    : seen with { Usage = default };
                foreach (var (id, usages) in part.Instances)
                    Place(instances, id, points.Length, at, usages[index]);
            }
        }
        foreach (var usages in instances.Values)
            Total(points, usages);
        return new MetricBlock(from, 1, points, instances);
    }

    /// <summary>Blocks in the order of their times, of steps that divide <paramref name="step"/>, none of which overlap. Instances are left out where nobody asks for them.</summary>
    public static MetricBlock Fold(IEnumerable<MetricBlock> blocks, long from, long to, int step, Func<Guid, bool> wanted)
    {
        var points = new MetricPoint?[(to - from) / step];
        var instances = new Dictionary<Guid, Usage?[]>();
        var open = new OpenPoint();
        foreach (var block in blocks)
        {
            for (var index = 0; index < block.Points.Length; index++)
            {
                var time = block.TimeOf(index);
                if (block.Points[index] is { } point && time >= from && time < to)
                    open.Add(points, (int)((time - from) / step), point);
            }
            foreach (var (id, usages) in block.Instances)
            {
                if (wanted(id))
                    Fold(instances, id, points.Length, block, usages, from, step);
            }
        }
        open.Close(points);
        return new MetricBlock(from, step, points, instances);
    }

    private static void Fold(Dictionary<Guid, Usage?[]> instances, Guid id, int length, MetricBlock block, Usage?[] usages, long from, int step)
    {
        if (!instances.TryGetValue(id, out var folded))
            instances[id] = folded = new Usage?[length];
        for (var index = 0; index < usages.Length; index++)
        {
            var at = (block.TimeOf(index) - from) / step;
            if (usages[index] is { } usage && block.TimeOf(index) >= from && at < length)
                folded[at] = folded[at] is { } before ? before.And(usage) : usage;
        }
    }

    private static void Place(Dictionary<Guid, Usage?[]> instances, Guid id, int length, long at, Usage? usage)
    {
        if (usage is not { } seen)
            return;
        if (!instances.TryGetValue(id, out var usages))
            instances[id] = usages = new Usage?[length];
        // Of two measurements the one that knows the processor time: whoever just began to look does not yet.
        if (usages[at] is not { } known || known[UsageMeasure.Cpu].Seconds == 0)
            usages[at] = seen;
    }

    private static void Total(MetricPoint?[] points, Usage?[] usages)
    {
        for (var at = 0; at < points.Length; at++)
        {
            if (usages[at] is { } usage && points[at] is { } point)
                points[at] = point with { Usage = point.Usage.Beside(usage) };
        }
    }

    /// <summary>The point that is being added up: the next one begins where the times go on.</summary>
    private sealed class OpenPoint
    {
        private readonly LatencySum latency = new();
        private int at = -1;
        private int seconds;
        private Traffic traffic;
        private Usage usage;

        public void Add(MetricPoint?[] points, int index, MetricPoint point)
        {
            if (index != at)
            {
                Close(points);
                at = index;
            }
            seconds += point.Seconds;
            traffic = traffic.And(point.Traffic);
            usage = usage.And(point.Usage);
            latency.Add(point.Latency);
        }

        public void Close(MetricPoint?[] points)
        {
            if (at >= 0)
                points[at] = new MetricPoint(seconds, traffic, latency.ToHistogram(), usage);
            latency.Clear();
            (at, seconds, traffic, usage) = (-1, 0, default, default);
        }
    }
}
