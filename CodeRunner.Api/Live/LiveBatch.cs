using CodeRunner.Api.Logs;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;

namespace CodeRunner.Api.Live;

/// <summary>Records on their way to viewers: those after one cursor up to another. An empty one says that nothing happened for a while.</summary>
internal sealed class LiveBatch
{
    private readonly Func<ReadOnlyMemory<byte>> json;

    private LiveBatch(long after, long last, Func<ReadOnlyMemory<byte>> json, bool isEmpty = false) => (After, Last, this.json, IsEmpty) = (after, last, json, isEmpty);

    public static LiveBatch Nothing { get; } = new(0, 0, () => default, isEmpty: true);

    public long After { get; }

    public long Last { get; }

    public bool IsEmpty { get; }

    /// <summary>A JSON array. From the feed it is there once for all who watch; from history it is unpacked for the one who reads it, each time that they ask.</summary>
    public ReadOnlyMemory<byte> ToJson() => json();

    /// <summary>Throws <see cref="InvalidDataException"/> for what was not packed by a Worker.</summary>
    public static LiveBatch Of(LogBatch batch)
    {
        var unpacked = LogPacking.JsonOf(batch.Packed);
        return new(batch.After, batch.Last, () => unpacked);
    }

    public static LiveBatch Of(LogChunk chunk) => new(chunk.After, chunk.Last, () => LogPacking.JsonOf(chunk.Packed));

    public static LiveBatch Of(IReadOnlyList<LogRecord> records, long after, long last)
    {
        ReadOnlyMemory<byte> written = records.Count == 0 ? default : LogPacking.Write(records);
        return new(after, last, () => written, written.IsEmpty);
    }

    public IReadOnlyList<LogRecord> Records() => IsEmpty ? [] : LogPacking.Read(json());

    /// <summary>What is new to one who has seen up to that cursor.</summary>
    public LiveBatch Behind(long cursor) => cursor <= After ? this : Of([.. Records().Where(record => LogCursor.Of(record) > cursor)], cursor, Last);
}
