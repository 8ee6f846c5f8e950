using CodeRunner.Api.Logs;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;

namespace CodeRunner.Api.Live;

/// <summary>
/// Records on their way to viewers: those after one cursor up to another. An empty one says that nothing happened for a while. From the feed they are there once for all who
/// watch; from history they are unpacked by each who reads them, while they read.
/// </summary>
internal sealed class LiveBatch
{
    /// <summary>What a viewer is sent at once: one that stalls has no more than this and what its connection holds.</summary>
    private const int PartBytes = 64 * 1024;

    private LiveBatch(long after, long last, int bytes, IEnumerable<ReadOnlyMemory<byte>> parts) => (After, Last, Bytes, Parts) = (after, last, bytes, parts);

    public static LiveBatch Nothing { get; } = new(0, 0, 0, []);

    public long After { get; }

    public long Last { get; }

    /// <summary>What it keeps in memory.</summary>
    public int Bytes { get; }

    public bool IsEmpty => Bytes == 0;

    /// <summary>JSON arrays, one after the other.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts { get; }

    /// <summary>Throws <see cref="InvalidDataException"/> for what was not packed by a Worker.</summary>
    public static LiveBatch Of(LogBatch batch) => InMemory(LogPacking.JsonOf(batch.Packed), batch.After, batch.Last);

    public static LiveBatch Of(LogChunk chunk) => new(chunk.After, chunk.Last, chunk.Packed.Length, JsonParts.Of(() => LogPacking.OpenJson(chunk.Packed), PartBytes));

    public static LiveBatch Of(IReadOnlyList<LogRecord> records, long after, long last) =>
        records.Count == 0 ? new(after, last, 0, []) : InMemory(LogPacking.Write(records), after, last);

    /// <summary>What is new to one who has seen up to that cursor.</summary>
    public LiveBatch Behind(long cursor)
    {
        if (cursor <= After)
            return this;
        var records = Parts.SelectMany(LogPacking.Read).Where(record => LogCursor.Of(record) > cursor);
        return Of([.. records], cursor, Last);
    }

    private static LiveBatch InMemory(ReadOnlyMemory<byte> json, long after, long last) =>
        new(after, last, json.Length, json.Length <= PartBytes ? [json] : [.. JsonParts.Of(() => LogPacking.OpenPlain(json), PartBytes)]);
}
