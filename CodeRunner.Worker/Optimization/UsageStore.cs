using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Optimization;

/// <summary>What was learned, in the database: many deployments at once, each only under the lease that its owner has.</summary>
internal sealed class UsageStore(Database database, TimeProvider clock)
{
    /// <summary>In one statement: who lost a lease writes nothing, and who takes it over waits until the statement is done.</summary>
    private const string Upsert = """
        WITH held AS (
            SELECT lease.deployment_id, given.state
            FROM unnest($1::uuid[], $2::bigint[], $3::text[]) given(deployment_id, generation, state)
            JOIN deployment_leases lease ON lease.deployment_id = given.deployment_id AND lease.generation = given.generation AND lease.worker_id = $4
            JOIN workers owner ON owner.id = lease.worker_id AND owner.lease_until > clock_timestamp()
            ORDER BY lease.deployment_id FOR SHARE OF lease)
        INSERT INTO usage_checkpoints (deployment_id, state, stored_at) SELECT deployment_id, state::jsonb, $5 FROM held
        ON CONFLICT (deployment_id) DO UPDATE SET state = excluded.state, stored_at = excluded.stored_at
        RETURNING deployment_id
        """;

    public async Task<Dictionary<Guid, LearnedState>> ReadAsync(IReadOnlyCollection<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.UsageCheckpoints.AsNoTracking().Where(each => deploymentIds.Contains(each.DeploymentId)).ToDictionaryAsync(each => each.DeploymentId, each => each.State, cancellationToken);
    }

    /// <summary>Returns those that were stored.</summary>
    public async Task<HashSet<Guid>> WriteAsync(IReadOnlyCollection<(Ownership Ownership, LearnedState State)> learned, Guid workerId, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = learned.Select(each => each.Ownership.DeploymentId).ToArray() });
        command.Parameters.Add(new() { Value = learned.Select(each => each.Ownership.Generation).ToArray() });
        command.Parameters.Add(new() { Value = learned.Select(each => JsonSerializer.Serialize(each.State, Wire.Json)).ToArray() });
        command.Parameters.Add(new() { Value = workerId });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stored = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            stored.Add(reader.GetGuid(0));
        return stored;
    }
}
