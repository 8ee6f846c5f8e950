using System.Reflection;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// This Worker's row, and the lock that its session holds for as long as it lives: others see by the lock that it was killed, and by the row's time that it is stalled.
/// </summary>
internal sealed class WorkerRegistry(NodeIdentity node, IOptions<LeaseOptions> options)
{
    private const string Lock = "SELECT pg_advisory_lock(hashtextextended('worker:' || $1::uuid, 0))";

    private const string Insert = """
        INSERT INTO workers (id, node_id, started_at, lease_until, draining, process_id, version)
        VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3, $4, $5, $6)
        """;

    private const string Renew = "UPDATE workers SET lease_until = clock_timestamp() + $2, draining = $3 WHERE id = $1 AND lease_until > clock_timestamp()";

    private const string Tell = "UPDATE workers SET report = $2 WHERE id = $1";

    private const string Expire = "UPDATE workers SET lease_until = least(lease_until, clock_timestamp()) WHERE id = $1";

    private const string Delete = "DELETE FROM workers WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM deployment_leases WHERE worker_id = $1)";

    private static readonly string Version = typeof(WorkerRegistry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public Task EnterAsync(NpgsqlConnection session, Guid workerId, bool draining, CancellationToken cancellationToken) => ExecuteAsync(
        session,
        [
            new(Lock) { Parameters = { new() { Value = workerId } } },
            new(Insert)
            {
                Parameters =
                {
                    new() { Value = workerId },
                    new() { Value = node.Id },
                    new() { Value = options.Value.Duration },
                    new() { Value = draining },
                    new() { Value = Environment.ProcessId },
                    new() { Value = Version },
                },
            },
        ],
        cancellationToken);

    /// <summary>False when the lease was over already: then it stays over.</summary>
    public async Task<bool> RenewAsync(NpgsqlConnection session, Guid workerId, bool draining, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Renew, session)
        {
            Parameters = { new() { Value = workerId }, new() { Value = options.Value.Duration }, new() { Value = draining } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>What it says of itself, for operators; over another connection than its lease, which must not wait for it.</summary>
    public static async Task TellAsync(NpgsqlDataSource source, Guid workerId, WorkerReport report, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Tell);
        command.Parameters.Add(new() { Value = workerId });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(report, Wire.Json), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What it still has is free for others at once.</summary>
    public Task LeaveAsync(NpgsqlConnection session, Guid workerId, CancellationToken cancellationToken) => ExecuteAsync(
        session,
        [new(Expire) { Parameters = { new() { Value = workerId } } }, new(Delete) { Parameters = { new() { Value = workerId } } }],
        cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection session, NpgsqlBatchCommand[] commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
