using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.Scaling;

/// <summary>What Workers told of one deployment's last seconds. Its own Worker's part comes at once, and again over Redis, where it is not counted twice.</summary>
internal sealed class ToldSeconds
{
    private const int MostSeconds = 8;
    private const int MostParts = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Parts> seconds = [];
    private long taken;

    public void TellOwn(MetricPart part) => Tell(part.Packed, isOwn: true);

    /// <summary>Throws <see cref="InvalidDataException"/> where it can't be read.</summary>
    public void Hear(byte[] packed) => Tell(packed, isOwn: false);

    /// <summary>What all of them saw of a second; nothing of it, or of one before, is taken again.</summary>
    public MetricBlock Take(long second)
    {
        lock (gate)
        {
            taken = second;
            var blocks = seconds.TryGetValue(second, out var parts) ? parts.Blocks : [];
            foreach (var over in seconds.Keys.Where(each => each <= second).ToList())
                seconds.Remove(over);
            return MetricFold.Merge(blocks, second, second + 1);
        }
    }

    private void Tell(byte[] packed, bool isOwn)
    {
        var block = MetricPacking.Unpack(packed);
        lock (gate)
        {
            if (block is not { Step: 1, Points.Length: 1 } || block.Start <= taken)
                return;
            if (!seconds.TryGetValue(block.Start, out var parts))
            {
                if (seconds.Count >= MostSeconds)
                    seconds.Remove(seconds.Keys.Min());
                seconds[block.Start] = parts = new Parts();
            }
            if (!isOwn && parts.Own is { } own && own.AsSpan().SequenceEqual(packed))
                parts.Own = null;
            else if (parts.Blocks.Count < MostParts)
                parts.Blocks.Add(block);
            if (isOwn)
                parts.Own = packed;
        }
    }

    private sealed class Parts
    {
        public List<MetricBlock> Blocks { get; } = [];

        /// <summary>This Worker's own, until it has been heard over Redis.</summary>
        public byte[]? Own { get; set; }
    }
}
