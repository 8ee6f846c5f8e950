using CodeRunner.Core.Nodes;
using CodeRunner.Worker.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>The leases of deployments in the database. All of it looks at few rows: what is free, or what is named.</summary>
internal sealed class LeaseStore(Database database, NodeIdentity node, IOptions<LeaseOptions> options)
{
    /// <summary>The PostgreSQL channel that says that deployments became free.</summary>
    public const string Channel = "coderunner_leases";

    /// <summary>Who was killed has lost its lock, and has no lease from now on. A lock that is shared keeps nobody else from seeing the same.</summary>
    private const string ExpireKilled = """
        UPDATE workers SET lease_until = clock_timestamp() WHERE id IN (
            SELECT id FROM workers
            WHERE node_id = $1 AND lease_until > clock_timestamp() AND pg_try_advisory_xact_lock_shared(hashtextextended('worker:' || id, 0)))
        """;

    private const string FindPeers = "SELECT id, draining FROM workers WHERE node_id = $1 AND lease_until > clock_timestamp()";

    private const string FindFree = """
        (SELECT deployment_id FROM deployment_leases WHERE worker_id IS NULL AND (node_id = $1 OR node_id IS NULL) LIMIT $2)
        UNION ALL
        (SELECT lease.deployment_id FROM workers gone JOIN deployment_leases lease ON lease.worker_id = gone.id
         WHERE gone.lease_until <= clock_timestamp() AND lease.node_id = $1 LIMIT $2)
        """;

    private const string FindOfLostNodes = """
        SELECT lease.deployment_id FROM nodes lost JOIN deployment_leases lease ON lease.node_id = lost.id LEFT JOIN workers owner ON owner.id = lease.worker_id
        WHERE lost.id <> $1 AND lost.seen_at < clock_timestamp() - $2 AND (owner.id IS NULL OR owner.lease_until <= clock_timestamp())
        LIMIT $3
        """;

    /// <summary>A deployment that nobody ever had belongs to the machine that has its instances or what was built of it, if there is one.</summary>
    private const string Register = """
        INSERT INTO deployment_leases (deployment_id, generation, node_id)
        SELECT id, CASE WHEN home.node_id IS NULL THEN 0 ELSE 1 END, home.node_id
        FROM deployments deployment CROSS JOIN LATERAL (SELECT coalesce(
            (SELECT node_id FROM instances WHERE deployment_id = deployment.id LIMIT 1),
            (SELECT artifact ->> 'nodeId' FROM releases WHERE deployment_id = deployment.id AND artifact IS NOT NULL ORDER BY number DESC LIMIT 1)) AS node_id) home
        WHERE id = ANY($1) AND NOT EXISTS (SELECT 1 FROM deployment_leases WHERE deployment_id = deployment.id)
        ON CONFLICT DO NOTHING
        """;

    private const string Take = """
        WITH free AS (
            SELECT lease.deployment_id FROM deployment_leases lease
            WHERE lease.deployment_id = ANY($1)
                AND (lease.worker_id IS NULL OR lease.worker_id IN (SELECT id FROM workers WHERE lease_until <= clock_timestamp()))
            FOR UPDATE OF lease SKIP LOCKED)
        UPDATE deployment_leases lease SET worker_id = $2, node_id = $3, generation = lease.generation + 1
        FROM free WHERE lease.deployment_id = free.deployment_id
            AND EXISTS (SELECT 1 FROM workers WHERE id = $2 AND lease_until > clock_timestamp() AND NOT draining)
        RETURNING lease.deployment_id, lease.generation
        """;

    private const string Release = """
        UPDATE deployment_leases lease SET worker_id = NULL
        FROM unnest($1::uuid[], $2::bigint[]) given(deployment_id, generation)
        WHERE lease.deployment_id = given.deployment_id AND lease.generation = given.generation AND lease.worker_id = $3
        """;

    private const string FindOf = "SELECT deployment_id, generation FROM deployment_leases WHERE worker_id = $1";

    private const string RemoveGone = """
        DELETE FROM workers gone
        WHERE lease_until < clock_timestamp() - interval '1 minute' AND NOT EXISTS (SELECT 1 FROM deployment_leases WHERE worker_id = gone.id)
        """;

    /// <summary>One round trip: the Workers of this node that live, and what nobody has.</summary>
    public async Task<(List<Peer> Peers, List<Guid> Free)> LookAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(ExpireKilled, node.Id));
        batch.BatchCommands.Add(Command(FindPeers, node.Id));
        batch.BatchCommands.Add(Command(FindFree, node.Id, options.Value.Batch));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (peers, free) = (new List<Peer>(), new List<Guid>());
        while (await reader.ReadAsync(cancellationToken))
            peers.Add(new Peer(reader.GetGuid(0), reader.GetBoolean(1)));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            free.Add(reader.GetGuid(0));
        return (peers, free);
    }

    /// <summary>What belonged to machines that have not been heard of for long. Also removes rows of Workers that are gone and have nothing.</summary>
    public async Task<List<Guid>> FindOfLostNodesAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(RemoveGone));
        batch.BatchCommands.Add(Command(FindOfLostNodes, node.Id, options.Value.NodeLost, options.Value.Batch));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    /// <summary>Makes leases that nobody has yet, where there are none.</summary>
    public async Task RegisterAsync(IReadOnlyCollection<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Register);
        command.Parameters.Add(new() { Value = deploymentIds.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns those that are this Worker's now, with their generation.</summary>
    public async Task<List<(Guid DeploymentId, long Generation)>> TakeAsync(Guid workerId, IReadOnlyList<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(Take, deploymentIds.ToArray(), workerId, node.Id));
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>All that the Worker has by the database, with its generation.</summary>
    public async Task<List<(Guid DeploymentId, long Generation)>> FindOfAsync(Guid workerId, CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(FindOf, workerId));
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>Anybody may take them from now on, and hears of it.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<Ownership> given, CancellationToken cancellationToken)
    {
        foreach (var group in given.GroupBy(ownership => ownership.WorkerId))
            await ReleaseAsync(group.Key, [.. group.Select(each => (each.DeploymentId, each.Generation))], cancellationToken);
    }

    public async Task ReleaseAsync(Guid workerId, IReadOnlyCollection<(Guid DeploymentId, long Generation)> given, CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(Release, given.Select(each => each.DeploymentId).ToArray(), given.Select(each => each.Generation).ToArray(), workerId));
        batch.BatchCommands.Add(Command($"SELECT pg_notify('{Channel}', '')"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Others hear at once that this Worker takes nothing any more.</summary>
    public async Task MarkDrainingAsync(Guid workerId, CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command("UPDATE workers SET draining = true WHERE id = $1", workerId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Of these deployments, those that another Worker that lives acts for.</summary>
    public async Task<HashSet<Guid>> OfOthersAsync(Guid? workerId, IEnumerable<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        const string find = """
            SELECT lease.deployment_id FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = ANY($1) AND owner.id <> $2 AND owner.lease_until > clock_timestamp()
            """;
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Command(find, deploymentIds.ToArray(), workerId ?? Guid.Empty));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    private static async Task<List<(Guid DeploymentId, long Generation)>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new List<(Guid, long)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return found;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
