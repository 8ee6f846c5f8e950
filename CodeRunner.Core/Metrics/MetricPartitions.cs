using System.Globalization;
using Npgsql;

namespace CodeRunner.Core.Metrics;

/// <summary>The partitions of a level's table, each for <see cref="MetricLevel.Partition"/> seconds of times: history goes by dropping them whole.</summary>
public static class MetricPartitions
{
    /// <summary>PostgreSQL's own "if not exists" is not safe against another who makes the same.</summary>
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(hashtextextended('metric partitions', 0))";

    private const string ListAll = "SELECT part.relname::text FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = $1::regclass";

    /// <summary>Whoever waits for a table makes all who come later wait too: readers and storers wait no longer than this for what is tried again anyway.</summary>
    private const string Hurry = "SET LOCAL lock_timeout = '1s'";

    /// <summary>Whether something of the times before is still to be rolled up into the next level, or into the one that this is made of.</summary>
    private const string FindPending = "SELECT EXISTS (SELECT FROM metric_pending WHERE step <= $1 AND start < $2)";

    /// <summary>Makes the one that begins at <paramref name="start"/>, a multiple of the level's; does nothing where it is there.</summary>
    public static Task EnsureAsync(NpgsqlDataSource database, MetricLevel level, long start, CancellationToken cancellationToken) =>
        MakeAsync(database, level, start, isBeforeAllWelcome: true, cancellationToken);

    /// <summary>
    /// As <see cref="EnsureAsync"/>, but answers false for what would be before the oldest that is there: they are dropped from the oldest on, so that nobody keeps anything of
    /// that time any more. No clock is asked; those of several machines need not agree.
    /// </summary>
    public static Task<bool> TryEnsureAsync(NpgsqlDataSource database, MetricLevel level, long start, CancellationToken cancellationToken) =>
        MakeAsync(database, level, start, isBeforeAllWelcome: false, cancellationToken);

    /// <summary>The starts of those that are there, in their order.</summary>
    public static async Task<IReadOnlyList<long>> ListAsync(NpgsqlDataSource database, MetricLevel level, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ListAsync(connection, level, cancellationToken);
    }

    /// <summary>
    /// Makes those of now and of the next one, and drops what nobody keeps any more: but nothing that the next level has not yet. False where somebody, such as a dump, holds
    /// the table for long: what is left is dropped another time.
    /// </summary>
    public static async Task<bool> KeepAsync(NpgsqlDataSource database, MetricLevel level, long now, CancellationToken cancellationToken)
    {
        var current = MetricLevel.Floor(now, level.Partition);
        // A block of this level is stored when it has ended: the one before may be of the partition before.
        foreach (var start in (long[])[current - level.Partition, current, current + level.Partition])
            await EnsureAsync(database, level, start, cancellationToken);
        var oldest = now - (long)level.Kept.TotalSeconds;
        try
        {
            foreach (var start in await ListAsync(database, level, cancellationToken))
            {
                if (start + level.Partition <= Math.Min(oldest, current - level.Partition))
                    await TryDropAsync(database, level, start, cancellationToken);
            }
            return true;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            return false;
        }
    }

    /// <summary>Made beside its parent and attached: unlike "PARTITION OF", that waits for nobody who reads or writes, and nobody waits for it.</summary>
    private static async Task<bool> MakeAsync(NpgsqlDataSource database, MetricLevel level, long start, bool isBeforeAllWelcome, CancellationToken cancellationToken)
    {
        if ((await ListAsync(database, level, cancellationToken)).Contains(start))
            return true;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, [OneAtATime, Hurry], cancellationToken);
        var known = await ListAsync(connection, level, cancellationToken);
        if (known.Contains(start))
            return true;
        if (!isBeforeAllWelcome && known.Count > 0 && start < known[0])
            return false;
        var name = NameOf(level, start);
        await RunAsync(
            connection,
            [$"CREATE TABLE {name} (LIKE {level.Table} INCLUDING ALL)", $"ALTER TABLE {level.Table} ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({start + level.Partition})"],
            cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>With storers kept out: nothing comes between the look at what is pending and the end.</summary>
    private static async Task TryDropAsync(NpgsqlDataSource database, MetricLevel level, long start, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, [Hurry, MetricRollup.Alone, OneAtATime], cancellationToken);
        if (await IsPendingAsync(connection, level, start + level.Partition, cancellationToken))
            return;
        await RunAsync(connection, [$"DROP TABLE IF EXISTS {NameOf(level, start)}"], cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<bool> IsPendingAsync(NpgsqlConnection connection, MetricLevel level, long before, CancellationToken cancellationToken)
    {
        if (level.Coarser is not { } coarser)
            return false;
        await using var command = new NpgsqlCommand(FindPending, connection) { Parameters = { new() { Value = coarser.Step }, new() { Value = before } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<IReadOnlyList<long>> ListAsync(NpgsqlConnection connection, MetricLevel level, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ListAll, connection) { Parameters = { new() { Value = level.Table } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new SortedSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(long.Parse(reader.GetString(0)[(level.Table.Length + 1)..], CultureInfo.InvariantCulture));
        return [.. found];
    }

    private static async Task RunAsync(NpgsqlConnection connection, string[] commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(command));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string NameOf(MetricLevel level, long start) => string.Create(CultureInfo.InvariantCulture, $"{level.Table}_{start}");
}
