using System.Globalization;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;

namespace CodeRunner.Worker.Logs;

/// <summary>Makes of entries what is stored.</summary>
internal static class LogRecords
{
    /// <summary>The entries that are not stored yet, where <paramref name="stored"/> has the last seq of each sandbox; it is moved on.</summary>
    public static List<LogEntry> Fresh(IReadOnlyList<LogEntry> entries, Dictionary<Guid, long> stored)
    {
        var fresh = new List<LogEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.SandboxId is { } sandbox)
            {
                if (entry.Seq <= stored.GetValueOrDefault(sandbox))
                    continue;
                stored[sandbox] = entry.Seq;
            }
            fresh.Add(entry);
        }
        return fresh;
    }

    /// <summary>As the chunk after that cursor.</summary>
    public static LogChunk Chunk(IReadOnlyList<LogEntry> entries, long after, DateTimeOffset now) => new()
    {
        DeploymentId = entries[0].DeploymentId,
        After = after,
        Last = after + entries.Count,
        StoredAt = now,
        Earliest = entries.Min(entry => entry.Time).ToUniversalTime(),
        Latest = entries.Max(entry => entry.Time).ToUniversalTime(),
        Streams = entries.Aggregate(0, (mask, entry) => mask | (1 << (int)entry.Stream)),
        Instances = [.. entries.Select(entry => entry.InstanceId).OfType<Guid>().Distinct()],
        Releases = [.. entries.Select(entry => entry.ReleaseId).OfType<Guid>().Distinct()],
        Packed = LogPacking.Pack([.. entries.Select((entry, index) => Record(entry, after + index + 1))]),
    };

    private static LogRecord Record(LogEntry entry, long cursor)
    {
        var place = new LogRecord
        {
            Cursor = cursor.ToString(CultureInfo.InvariantCulture),
            Time = entry.Time,
            InstanceId = entry.InstanceId,
            ReleaseId = entry.ReleaseId,
        };
        if (entry.LostLines > 0)
            return place with { Gap = new LogGap(entry.LostLines, entry.LostBytes) };
        var text = LogText.Clean(entry.Text);
        return place with { Seq = entry.Seq, Epoch = entry.Epoch, Stream = entry.Stream, Level = LogLevels.Find(text), Text = text };
    }
}
