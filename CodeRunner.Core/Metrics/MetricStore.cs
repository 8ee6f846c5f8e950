using Npgsql;

namespace CodeRunner.Core.Metrics;

/// <summary>
/// Stores what Workers saw. A part is one source's whole account of a block, so that storing it again changes nothing; what it belongs to is pending until it is rolled up.
/// </summary>
public static class MetricStore
{
    /// <summary>Who stores parts holds it together with others; who rolls up holds it alone, and so sees all of what it takes off the list.</summary>
    internal const string Gate = "hashtextextended('metrics', 0)";

    private const string Enter = $"SELECT pg_advisory_xact_lock_shared({Gate})";

    /// <summary>Without a foreign key, whose check would lock every deployment's row all the time: what comes after a deployment's end finds none.</summary>
    private static readonly string Insert = $"""
        WITH part AS (
            SELECT each.* FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS each(deployment_id, start, packed) JOIN deployments ON deployments.id = each.deployment_id),
        stored AS (
            INSERT INTO metrics_1 (deployment_id, start, source, packed) SELECT deployment_id, start, $4, packed FROM part
            ON CONFLICT (deployment_id, start, source) DO UPDATE SET packed = excluded.packed)
        INSERT INTO metric_pending (deployment_id, step, start)
        SELECT DISTINCT deployment_id, {MetricLevel.All[1].Step}, start - start % {MetricLevel.All[1].Block} FROM part ON CONFLICT DO NOTHING
        """;

    /// <summary>Each (deployment, start) once at most. <paramref name="source"/> is the Worker's, of one run of it.</summary>
    /// <returns>
    /// How many came too late and are lost: what others saw of their time is rolled up, and kept only so. A row made of these alone would take its place.
    /// </returns>
    public static async Task<int> InsertAsync(NpgsqlDataSource database, Guid source, IReadOnlyCollection<MetricPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            await TryInsertAsync(database, source, parts, cancellationToken);
            return 0;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation })
        {
            // There is no partition for the hour yet, as nobody led for a while; or not any more.
            var gone = new HashSet<long>();
            foreach (var hour in parts.Select(PartitionOf).Distinct().Order())
            {
                if (!await MetricPartitions.TryEnsureAsync(database, MetricLevel.Parts, hour, cancellationToken))
                    gone.Add(hour);
            }
            List<MetricPart> timely = [.. parts.Where(part => !gone.Contains(PartitionOf(part)))];
            if (timely.Count > 0)
                await TryInsertAsync(database, source, timely, cancellationToken);
            return parts.Count - timely.Count;
        }
    }

    /// <summary>Removes all of a deployment's history.</summary>
    public static async Task EraseAsync(NpgsqlDataSource database, Guid deploymentId, CancellationToken cancellationToken)
    {
        foreach (var table in MetricLevel.All.Select(level => level.Table).Prepend("metric_pending"))
        {
            await using var command = database.CreateCommand($"DELETE FROM {table} WHERE deployment_id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = deploymentId });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static long PartitionOf(MetricPart part) => MetricLevel.Floor(part.Start, MetricLevel.Parts.Partition);

    private static async Task TryInsertAsync(NpgsqlDataSource database, Guid source, IReadOnlyCollection<MetricPart> parts, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Enter));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                new() { Value = parts.Select(part => part.DeploymentId).ToArray() },
                new() { Value = parts.Select(part => part.Start).ToArray() },
                new() { Value = parts.Select(part => part.Packed).ToArray() },
                new() { Value = source },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
