using System.IO.Compression;

namespace CodeRunner.Core.Metrics;

/// <summary>
/// A block as it is stored and published: column by column, each value as its difference from the one before in as few bytes as it needs, deflated where that makes it
/// shorter. An instance that was alone is the whole, and is not written twice.
/// </summary>
public static class MetricPacking
{
    private const byte Plain = 0;
    private const byte Deflated = 1;
    private const int WorthDeflating = 64;

    /// <summary>No row has more; a longer one was not packed here.</summary>
    private const int MostPoints = 1000;
    private const int MostInstances = 10_000;
    private const int MostBytes = 4 << 20;

    public static byte[] Pack(MetricBlock block)
    {
        var writer = new PackedWriter();
        writer.Write(block.Start);
        writer.Write(block.Step);
        writer.Write(block.Points.Length);
        var points = Present(writer, block.Points);
        Column(writer, points, point => point.Seconds);
        Column(writer, points, point => point.Traffic.Requests);
        Column(writer, points, point => point.Traffic.Errors);
        Column(writer, points, point => point.Traffic.BytesIn);
        Column(writer, points, point => point.Traffic.BytesOut);
        Column(writer, points, point => point.Traffic.InFlight);
        foreach (var point in points)
            Write(writer, point.Latency);
        Write(writer, [.. points.Select(point => point.Usage)]);
        writer.Write(block.Instances.Count);
        foreach (var (id, usages) in block.Instances)
            Write(writer, block, id, usages);
        return Finish(writer.Written);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for what was not packed here.</summary>
    public static MetricBlock Unpack(ReadOnlyMemory<byte> packed)
    {
        var reader = new PackedReader(packed.IsEmpty ? throw PackedReader.Torn() : packed.Span[0] switch
        {
            Plain => packed[1..],
            Deflated => Inflate(packed[1..]),
            _ => throw PackedReader.Torn(),
        });
        var (start, step, length) = (reader.Read(), (int)reader.Read(), reader.ReadCount(MostPoints));
        var present = Present(reader, length);
        var seconds = Column(reader, present.Length);
        var columns = Enumerable.Range(0, 5).Select(_ => Column(reader, present.Length)).ToArray();
        var latencies = present.Select(_ => ReadLatency(reader)).ToArray();
        var usages = ReadUsages(reader, present.Length);
        var points = new MetricPoint?[length];
        for (var each = 0; each < present.Length; each++)
        {
            var traffic = new Traffic(columns[0][each], columns[1][each], columns[2][each], columns[3][each], columns[4][each]);
            points[present[each]] = new MetricPoint((int)seconds[each], traffic, latencies[each], usages[each]);
        }
        var instances = new Dictionary<Guid, Usage?[]>();
        for (var left = reader.ReadCount(MostInstances); left > 0; left--)
            instances[reader.ReadId()] = ReadInstance(reader, points);
        return new MetricBlock(start, step, points, instances);
    }

    /// <summary>Null for what was not packed here, as by a later version.</summary>
    public static MetricBlock? TryUnpack(ReadOnlyMemory<byte> packed)
    {
        try
        {
            return Unpack(packed);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Write(PackedWriter writer, MetricBlock block, Guid id, Usage?[] usages)
    {
        writer.Write(id);
        var isWhole = true;
        for (var index = 0; index < usages.Length && isWhole; index++)
            isWhole = (block.Points[index] is { Usage.IsEmpty: false } point ? point.Usage : (Usage?)null) == usages[index];
        writer.Write(isWhole ? 1 : 0);
        if (isWhole)
            return;
        for (var index = 0; index < usages.Length; index++)
            writer.WriteBit(usages[index] is not null);
        writer.EndBits();
        Write(writer, [.. usages.OfType<Usage>()]);
    }

    private static Usage?[] ReadInstance(PackedReader reader, MetricPoint?[] points)
    {
        if (reader.Read() == 1)
            return Array.ConvertAll(points, point => point is { Usage.IsEmpty: false } ? point.Usage : (Usage?)null);
        var present = Present(reader, points.Length);
        var seen = ReadUsages(reader, present.Length);
        var usages = new Usage?[points.Length];
        for (var each = 0; each < present.Length; each++)
            usages[present[each]] = seen[each];
        return usages;
    }

    private static List<MetricPoint> Present(PackedWriter writer, MetricPoint?[] points)
    {
        foreach (var point in points)
            writer.WriteBit(point is not null);
        writer.EndBits();
        return [.. points.OfType<MetricPoint>()];
    }

    private static int[] Present(PackedReader reader, int length)
    {
        var present = Enumerable.Range(0, length).Where(_ => reader.ReadBit()).ToArray();
        reader.EndBits();
        return present;
    }

    private static void Write(PackedWriter writer, LatencyHistogram? latency)
    {
        writer.Write(latency?.Counts.Count ?? 0);
        var before = 0;
        foreach (var (bucket, count) in latency?.Counts ?? [])
        {
            writer.Write(bucket - before);
            writer.Write(count);
            before = bucket;
        }
    }

    private static LatencyHistogram? ReadLatency(PackedReader reader)
    {
        var counts = new LatencyCount[reader.ReadCount(LatencyBuckets.Count)];
        var bucket = 0L;
        for (var each = 0; each < counts.Length; each++)
        {
            bucket += reader.Read();
            counts[each] = bucket is >= 0 and < LatencyBuckets.Count ? new LatencyCount((int)bucket, reader.Read()) : throw PackedReader.Torn();
        }
        return counts.Length == 0 ? null : new LatencyHistogram(counts);
    }

    private static void Write(PackedWriter writer, Usage[] usages)
    {
        for (var measure = 0; measure < Usage.Measures; measure++)
        {
            var at = measure;
            Column(writer, usages, usage => usage[at].Sum);
            Column(writer, usages, usage => usage[at].Seconds);
        }
    }

    private static Usage[] ReadUsages(PackedReader reader, int length)
    {
        var usages = new Usage[length];
        for (var measure = 0; measure < Usage.Measures; measure++)
        {
            var (sums, seconds) = (Column(reader, length), Column(reader, length));
            for (var each = 0; each < length; each++)
                usages[each][measure] = new Gauge(sums[each], (int)seconds[each]);
        }
        return usages;
    }

    private static void Column<T>(PackedWriter writer, IReadOnlyList<T> rows, Func<T, long> value)
    {
        var before = 0L;
        foreach (var row in rows)
        {
            var now = value(row);
            writer.Write(now - before);
            before = now;
        }
    }

    private static long[] Column(PackedReader reader, int length)
    {
        var values = new long[length];
        var before = 0L;
        for (var each = 0; each < length; each++)
            values[each] = before += reader.Read();
        return values;
    }

    private static byte[] Finish(ReadOnlyMemory<byte> plain)
    {
        if (plain.Length >= WorthDeflating && Deflate(plain) is var deflated && deflated.Length <= plain.Length)
            return deflated;
        return [Plain, .. plain.Span];
    }

    private static byte[] Deflate(ReadOnlyMemory<byte> plain)
    {
        using var packed = new MemoryStream();
        packed.WriteByte(Deflated);
        using (var deflating = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflating.Write(plain.Span);
        return packed.ToArray();
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> packed)
    {
        using var plain = new MemoryStream();
        using var inflating = new DeflateStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var buffer = new byte[8192];
        while (inflating.Read(buffer) is > 0 and var read)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MostBytes)
                throw PackedReader.Torn();
        }
        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }
}
