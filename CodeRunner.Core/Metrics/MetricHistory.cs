using Npgsql;

namespace CodeRunner.Core.Metrics;

/// <summary>Reads stored metrics: of each time the coarsest rows that there are already, so that a question reads some tens of rows however long it reaches back. A row that can't be read is a gap.</summary>
public static class MetricHistory
{
    /// <summary>One answer's points. Instances are those that <paramref name="wanted"/> names; null is none.</summary>
    public static async Task<MetricBlock> ReadAsync(
        NpgsqlConnection connection, Guid deploymentId, MetricRange range, Guid? wanted, CancellationToken cancellationToken)
    {
        var pending = await FindPendingAsync(connection, deploymentId, range.Level, cancellationToken);
        var pieces = Pieces(range, pending);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (level, from, to) in pieces)
            batch.BatchCommands.Add(Select(level, deploymentId, from, to));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var blocks = new List<MetricBlock>();
        foreach (var (level, from, to) in pieces)
        {
            var rows = new List<MetricBlock>();
            while (await reader.ReadAsync(cancellationToken))
            {
                if (MetricPacking.TryUnpack(reader.GetFieldValue<byte[]>(0)) is { } row)
                    rows.Add(row);
            }
            await reader.NextResultAsync(cancellationToken);
            blocks.AddRange(level == MetricLevel.Parts ? [MetricFold.Merge(rows, from, to)] : rows);
        }
        return MetricFold.Fold(blocks, range.From, range.To, range.Step, id => id == wanted);
    }

    /// <summary>
    /// The last seconds of these deployments, second by second, for rules: one question for all of them. What Workers saw is here some ten seconds later; a deployment that
    /// nobody saw has no entry. At most <see cref="MetricLevel.Parts"/> are kept for.
    /// </summary>
    public static async Task<Dictionary<Guid, MetricBlock>> ReadRecentAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> deploymentIds, long now, int seconds, CancellationToken cancellationToken)
    {
        var (from, to) = (now - seconds, now + 1);
        await using var command = new NpgsqlCommand("SELECT deployment_id, packed FROM metrics_1 WHERE deployment_id = ANY($1) AND start >= $2 AND start < $3", connection)
        {
            Parameters = { new() { Value = deploymentIds.ToArray() }, new() { Value = MetricLevel.Floor(from, MetricLevel.Parts.Block) }, new() { Value = to } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid Id, MetricBlock Part)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (MetricPacking.TryUnpack(reader.GetFieldValue<byte[]>(1)) is { } part)
                rows.Add((reader.GetGuid(0), part));
        }
        return rows.GroupBy(row => row.Id, row => row.Part).ToDictionary(each => each.Key, each => MetricFold.Merge(each, from, to));
    }

    /// <summary>From the coarsest level down: each up to where it is complete, the parts from there on.</summary>
    internal static List<(MetricLevel Level, long From, long To)> Pieces(MetricRange range, IReadOnlyDictionary<int, long> pending)
    {
        var pieces = new List<(MetricLevel, long, long)>();
        var from = range.From;
        for (var level = range.Level; level is not null && from < range.To; level = level.Finer)
        {
            var complete = level == MetricLevel.Parts ? range.To : pending.Where(each => each.Key <= level.Step).Select(each => MetricLevel.Floor(each.Value, level.Block)).DefaultIfEmpty(range.To).Min();
            var to = Math.Min(range.To, complete);
            if (to <= from)
                continue;
            pieces.Add((level, from, to));
            from = to;
        }
        return pieces;
    }

    private static NpgsqlBatchCommand Select(MetricLevel level, Guid deploymentId, long from, long to) =>
        new($"SELECT packed FROM {level.Table} WHERE deployment_id = $1 AND start >= $2 AND start < $3 ORDER BY start")
        {
            Parameters = { new() { Value = deploymentId }, new() { Value = MetricLevel.Floor(from, level.Block) }, new() { Value = to } },
        };

    /// <summary>By step, the first block that is not rolled up yet.</summary>
    private static async Task<Dictionary<int, long>> FindPendingAsync(NpgsqlConnection connection, Guid deploymentId, MetricLevel level, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT step, min(start) FROM metric_pending WHERE deployment_id = $1 AND step <= $2 GROUP BY step", connection)
        {
            Parameters = { new() { Value = deploymentId }, new() { Value = level.Step } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<int, long>();
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetInt32(0)] = reader.GetInt64(1);
        return found;
    }
}
