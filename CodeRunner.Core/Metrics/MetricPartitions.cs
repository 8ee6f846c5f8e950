using System.Globalization;
using Npgsql;

namespace CodeRunner.Core.Metrics;

/// <summary>The partitions of a level's table, each for <see cref="MetricLevel.Partition"/> seconds of times: history goes by dropping them whole.</summary>
public static class MetricPartitions
{
    /// <summary>PostgreSQL's own "if not exists" is not safe against another who makes the same.</summary>
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(hashtextextended('metric partitions', 0))";

    private const string ListAll = "SELECT part.relname::text FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = $1::regclass";

    /// <summary>Whether something of the times before is still to be rolled up into the next level.</summary>
    private const string FindPending = "SELECT EXISTS (SELECT FROM metric_pending WHERE step = $1 AND start < $2)";

    /// <summary>Makes the one that begins at <paramref name="start"/>, a multiple of the level's; does nothing where it is there.</summary>
    public static async Task EnsureAsync(NpgsqlDataSource database, MetricLevel level, long start, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(OneAtATime));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"CREATE TABLE IF NOT EXISTS {NameOf(level, start)} PARTITION OF {level.Table} FOR VALUES FROM ({start}) TO ({start + level.Partition})"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The starts of those that are there, in their order.</summary>
    public static async Task<IReadOnlyList<long>> ListAsync(NpgsqlDataSource database, MetricLevel level, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ListAll);
        command.Parameters.Add(new NpgsqlParameter { Value = level.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new SortedSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(long.Parse(reader.GetString(0)[(level.Table.Length + 1)..], CultureInfo.InvariantCulture));
        return [.. found];
    }

    /// <summary>Makes those of now and of the next one, and drops what nobody keeps any more: but nothing that the next level has not yet.</summary>
    public static async Task KeepAsync(NpgsqlDataSource database, MetricLevel level, long now, CancellationToken cancellationToken)
    {
        var current = MetricLevel.Floor(now, level.Partition);
        // A block of this level is stored when it has ended: the one before may be of the partition before.
        foreach (var start in (long[])[current - level.Partition, current, current + level.Partition])
            await EnsureAsync(database, level, start, cancellationToken);
        var oldest = now - (long)level.Kept.TotalSeconds;
        foreach (var start in await ListAsync(database, level, cancellationToken))
        {
            var end = start + level.Partition;
            if (end <= Math.Min(oldest, current - level.Partition) && !await IsPendingAsync(database, level, end, cancellationToken))
                await DropAsync(database, level, start, cancellationToken);
        }
    }

    private static async Task<bool> IsPendingAsync(NpgsqlDataSource database, MetricLevel level, long before, CancellationToken cancellationToken)
    {
        if (level.Coarser is not { } coarser)
            return false;
        await using var command = database.CreateCommand(FindPending);
        command.Parameters.Add(new NpgsqlParameter { Value = coarser.Step });
        command.Parameters.Add(new NpgsqlParameter { Value = before });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task DropAsync(NpgsqlDataSource database, MetricLevel level, long start, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"DROP TABLE IF EXISTS {NameOf(level, start)}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string NameOf(MetricLevel level, long start) => string.Create(CultureInfo.InvariantCulture, $"{level.Table}_{start}");
}
