using Npgsql;

namespace CodeRunner.Core.Metrics;

/// <summary>
/// Makes rows of a coarser level from those of the finer one, when their time is over: from all of them each time, so that it does not matter who does it, how often, or
/// what came late.
/// </summary>
public static class MetricRollup
{
    /// <summary>Workers store what they saw a moment later; one whose database was away stores later still, and what it stores is pending again.</summary>
    public const int GraceSeconds = 30;

    private const int BlocksAtOnce = 20;
    internal const string Alone = $"SELECT pg_advisory_xact_lock({MetricStore.Gate})";

    private const string Take = """
        DELETE FROM metric_pending WHERE (deployment_id, step, start) IN (
            SELECT deployment_id, step, start FROM metric_pending WHERE step = $1 AND start <= $2 ORDER BY start LIMIT $3)
        RETURNING deployment_id, start
        """;

    private const string Remember =
        "INSERT INTO metric_pending (deployment_id, step, start) SELECT DISTINCT each.deployment_id, $2::int, each.start FROM unnest($1::uuid[], $3::bigint[]) AS each(deployment_id, start) JOIN deployments ON deployments.id = each.deployment_id ON CONFLICT DO NOTHING";

    /// <summary>What a day cost is counted from here on; a day has whole blocks.</summary>
    private const string CountLater = """
        INSERT INTO usage_pending (deployment_id, day)
        SELECT DISTINCT each.deployment_id, (to_timestamp(each.start) AT TIME ZONE 'UTC')::date FROM unnest($1::uuid[], $2::bigint[]) AS each(deployment_id, start) ON CONFLICT DO NOTHING
        """;

    /// <summary>All that is due. A block with a row that can't be read is left as it is, and off the list, so that it holds up neither the others nor the end of what is kept.</summary>
    public static async Task<RollupResult> RollAsync(NpgsqlDataSource database, long now, CancellationToken cancellationToken)
    {
        var result = new RollupResult(0, 0, null);
        foreach (var level in MetricLevel.All.Where(level => level.Finer is not null))
        {
            while (await RollAsync(database, level, now, cancellationToken) is { Blocks: > 0 } some)
                result = result.And(some);
        }
        return result;
    }

    private static async Task<RollupResult> RollAsync(NpgsqlDataSource database, MetricLevel level, long now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var wanted = await TakeAsync(connection, level, now - level.Block - GraceSeconds, cancellationToken);
        if (wanted.Count == 0)
            return new RollupResult(0, 0, null);
        foreach (var start in wanted.Select(each => MetricLevel.Floor(each.Start, level.Partition)).Distinct())
            await MetricPartitions.EnsureAsync(database, level, start, cancellationToken);
        var rows = await ReadAsync(connection, level, wanted, cancellationToken);
        List<Guid> torn = [.. rows.Where(each => each.Value.Contains(null)).Select(each => each.Key.DeploymentId)];
        var blocks = wanted.Where(key => rows.TryGetValue(key, out var finer) && !finer.Contains(null))
            .Select(key => (key.DeploymentId, Block: Fold(level, key.Start, [.. rows[key].OfType<MetricBlock>()]))).ToList();
        await WriteAsync(connection, level, blocks, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new RollupResult(wanted.Count, torn.Count, torn.Count == 0 ? null : torn[0]);
    }

    private static MetricBlock Fold(MetricLevel level, long start, List<MetricBlock> finer)
    {
        var end = start + level.Block;
        return MetricFold.Fold(level.Finer == MetricLevel.Parts ? [MetricFold.Merge(finer, start, end)] : finer, start, end, level.Step, _ => true);
    }

    private static async Task<List<(Guid DeploymentId, long Start)>> TakeAsync(NpgsqlConnection connection, MetricLevel level, long newest, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Alone),
                new NpgsqlBatchCommand(Take) { Parameters = { new() { Value = level.Step }, new() { Value = newest }, new() { Value = BlocksAtOnce } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var taken = new List<(Guid, long)>();
        while (await reader.ReadAsync(cancellationToken))
            taken.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return taken;
    }

    /// <summary>Null is a row that can't be read.</summary>
    private static async Task<Dictionary<(Guid DeploymentId, long Start), List<MetricBlock?>>> ReadAsync(
        NpgsqlConnection connection, MetricLevel level, List<(Guid DeploymentId, long Start)> wanted, CancellationToken cancellationToken)
    {
        var find =
            $"""
            SELECT wanted.deployment_id, wanted.start, finer.packed FROM unnest($1::uuid[], $2::bigint[]) AS wanted(deployment_id, start)
            JOIN {level.Finer!.Table} finer ON finer.deployment_id = wanted.deployment_id AND finer.start >= wanted.start AND finer.start < wanted.start + {level.Block}
            ORDER BY wanted.deployment_id, finer.start
            """;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(find)
                {
                    Parameters = { new() { Value = wanted.Select(each => each.DeploymentId).ToArray() }, new() { Value = wanted.Select(each => each.Start).ToArray() } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<(Guid, long), List<MetricBlock?>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.GetGuid(0), reader.GetInt64(1));
            if (!found.TryGetValue(key, out var blocks))
                found[key] = blocks = [];
            blocks.Add(MetricPacking.TryUnpack(reader.GetFieldValue<byte[]>(2)));
        }
        return found;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, MetricLevel level, List<(Guid DeploymentId, MetricBlock Block)> blocks, CancellationToken cancellationToken)
    {
        var (ids, starts) = (blocks.ConvertAll(each => each.DeploymentId).ToArray(), blocks.ConvertAll(each => each.Block.Start).ToArray());
        var upsert =
            $"""
            INSERT INTO {level.Table} (deployment_id, start, packed) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])
            ON CONFLICT (deployment_id, start) DO UPDATE SET packed = excluded.packed
            """;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(upsert)
                {
                    Parameters = { new() { Value = ids }, new() { Value = starts }, new() { Value = blocks.ConvertAll(each => MetricPacking.Pack(each.Block)).ToArray() } },
                },
            },
        };
        if (level.Finer == MetricLevel.Parts)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(CountLater) { Parameters = { new() { Value = ids }, new() { Value = starts } } });
        if (level.Coarser is { } coarser)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Remember)
            {
                Parameters = { new() { Value = ids }, new() { Value = coarser.Step }, new() { Value = Array.ConvertAll(starts, start => MetricLevel.Floor(start, coarser.Block)) } },
            });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
