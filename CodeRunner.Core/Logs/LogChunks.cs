using CodeRunner.Contracts.Logs;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CodeRunner.Core.Logs;

/// <summary>
/// Reads chunks of one deployment, a few at a time: as many as are worth one question, and no more than fit well in memory. What a chunk says of itself is compared with
/// what is sought, so that most of a narrow search is never opened.
/// </summary>
public static class LogChunks
{
    private const int MostAtOnce = 256;
    private const int UsualBytesAtOnce = 1 << 20;

    private static readonly string After = Query("last > {1}", "last");
    private static readonly string Before = Query("after < {1} - 1", "last DESC");

    /// <summary>Those with a record after the cursor, in their order: one, and those behind it while fewer packed bytes than that come before.</summary>
    public static Task<List<LogChunk>> AfterAsync(
        this CodeRunnerDb db, Guid deploymentId, long cursor, Sought sought, CancellationToken cancellationToken, int bytesAtOnce = UsualBytesAtOnce) =>
        ReadAsync(db, After, deploymentId, cursor, sought, bytesAtOnce, cancellationToken);

    /// <summary>Those with a record before the cursor, the last first.</summary>
    public static Task<List<LogChunk>> BeforeAsync(this CodeRunnerDb db, Guid deploymentId, long cursor, Sought sought, CancellationToken cancellationToken) =>
        ReadAsync(db, Before, deploymentId, cursor, sought, UsualBytesAtOnce, cancellationToken);

    public static IReadOnlyList<LogRecord> Records(this LogChunk chunk) => LogPacking.Unpack(chunk.Packed);

    /// <summary>Null and all ones mean any. A line is never stored before it was written, but for what two machines' clocks differ by.</summary>
    public sealed record Sought
    {
        public static readonly Sought Any = new();

        public DateTimeOffset? Since { get; init; }

        public DateTimeOffset? Until { get; init; }

        /// <summary>By <see cref="LogChunk.Streams"/>.</summary>
        public int Streams { get; init; } = -1;

        public Guid? InstanceId { get; init; }

        public Guid? ReleaseId { get; init; }
    }
    private static Task<List<LogChunk>> ReadAsync(
        CodeRunnerDb db, string query, Guid deploymentId, long cursor, Sought sought, int bytesAtOnce, CancellationToken cancellationToken) => db.LogChunks
        .FromSqlRaw(query, deploymentId, cursor, Time(sought.Since), Time(sought.Until), sought.Streams, Id(sought.InstanceId), Id(sought.ReleaseId), MostAtOnce, bytesAtOnce)
        .AsNoTracking().ToListAsync(cancellationToken);

    private static string Query(string place, string order) =>
        $$"""
        SELECT deployment_id, after, last, stored_at, earliest, latest, streams, instances, releases, packed FROM (
            SELECT *, sum(octet_length(packed)) OVER (ORDER BY {{order}}) - octet_length(packed) AS bytes_before
            FROM (
                SELECT * FROM log_chunks
                WHERE deployment_id = {0} AND {{place}}
                AND ({2} IS NULL OR (latest >= {2} AND stored_at >= {2} - interval '1 day'))
                AND ({3} IS NULL OR earliest < {3})
                AND streams & {4} <> 0
                AND ({5} IS NULL OR {5} = ANY(instances))
                AND ({6} IS NULL OR {6} = ANY(releases))
                ORDER BY {{order}} LIMIT {7}) each) sized
        WHERE bytes_before < {8} ORDER BY {{order}}
        """;

    private static NpgsqlParameter Time(DateTimeOffset? time) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)time?.ToUniversalTime() ?? DBNull.Value };

    private static NpgsqlParameter Id(Guid? id) => new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)id ?? DBNull.Value };
}
