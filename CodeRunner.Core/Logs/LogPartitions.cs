using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Logs;

/// <summary>The partitions of <c>log_chunks</c>, one for each day (UTC) of <see cref="LogChunk.StoredAt"/>: a day's history goes by dropping its table.</summary>
public static class LogPartitions
{
    private const string Prefix = "log_chunks_";
    private const string DayFormat = "yyyyMMdd";

    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>Does nothing where it is there.</summary>
    public static Task EnsureAsync(CodeRunnerDb db, DateOnly day, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            // PostgreSQL's own "if not exists" is not safe against another who makes the same.
            await db.LockAsync("log partitions", cancellationToken);
#pragma warning disable EF1002 // Names and bounds of a partition can be no parameters; both are made of a date.
            return await db.Database.ExecuteSqlRawAsync(
                $"CREATE TABLE IF NOT EXISTS {NameOf(day)} PARTITION OF log_chunks FOR VALUES FROM ('{day:yyyy-MM-dd} 00:00+00') TO ('{day.AddDays(1):yyyy-MM-dd} 00:00+00')", cancellationToken);
#pragma warning restore EF1002
        },
        cancellationToken);

    public static async Task<IReadOnlyList<DateOnly>> ListAsync(CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var names = await db.Database.SqlQuery<string>(
            $"SELECT part.relname::text AS \"Value\" FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = 'log_chunks'::regclass").ToListAsync(cancellationToken);
        return [.. names.Select(name => DateOnly.ParseExact(name[Prefix.Length..], DayFormat, CultureInfo.InvariantCulture)).Order()];
    }

    /// <summary>Forgets a day of all deployments' history.</summary>
    public static Task DropAsync(CodeRunnerDb db, DateOnly day, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
#pragma warning disable EF1002 // As above.
            await db.Database.ExecuteSqlRawAsync(
                $"""
                UPDATE log_heads SET stored_bytes = stored_bytes - gone.bytes
                FROM (SELECT deployment_id, sum(octet_length(packed)) AS bytes FROM {NameOf(day)} GROUP BY deployment_id) gone
                WHERE log_heads.deployment_id = gone.deployment_id
                """,
                cancellationToken);
            return await db.Database.ExecuteSqlRawAsync($"DROP TABLE {NameOf(day)}", cancellationToken);
#pragma warning restore EF1002
        },
        cancellationToken);

    private static string NameOf(DateOnly day) => Prefix + day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
