using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Stores lines of one deployment in one transaction. The lock on the deployment's head makes cursors visible in their order; a line that is there already
/// takes no cursor, so that there is never a hole.
/// </summary>
internal sealed class LogWriter(Database database)
{
    /// <summary>No row: another Worker acts for the deployment, or there is no such deployment. The lease stays as it is until the lines are stored.</summary>
    private const string LockHead = """
        WITH lease AS (
            SELECT lease.deployment_id FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = $1 AND lease.worker_id = $2 AND lease.generation = $3 AND owner.lease_until > clock_timestamp()
            FOR SHARE OF lease)
        INSERT INTO log_heads (deployment_id, last_cursor) SELECT deployment_id, 0 FROM lease
        ON CONFLICT (deployment_id) DO UPDATE SET last_cursor = log_heads.last_cursor RETURNING last_cursor
        """;

    private const string Insert = """
        WITH arrived AS (
            SELECT line.*, row_number() OVER (ORDER BY ordinal) AS place
            FROM unnest($3::uuid[], $4::bigint[], $5::int[], $6::uuid[], $7::uuid[], $8::timestamptz[], $9::smallint[], $10::text[], $11::text[], $12::bigint[], $13::bigint[])
                WITH ORDINALITY AS line(sandbox_id, seq, epoch, instance_id, release_id, time, stream, level, text, gap_lines, gap_bytes, ordinal)
            WHERE NOT EXISTS (SELECT 1 FROM log_lines stored WHERE stored.sandbox_id = line.sandbox_id AND stored.seq = line.seq))
        INSERT INTO log_lines (deployment_id, cursor, sandbox_id, seq, epoch, instance_id, release_id, time, stream, level, text, gap_lines, gap_bytes)
        SELECT $1, $2 + place, sandbox_id, seq, epoch, instance_id, release_id, time, stream, level, text, gap_lines, gap_bytes FROM arrived
        RETURNING sandbox_id, seq, cursor
        """;

    private const string MoveHead = "UPDATE log_heads SET last_cursor = $2 WHERE deployment_id = $1";

    /// <summary>Returns what was new, or null when all was stored before. Throws <see cref="LeaseLostException"/> when it is not this Worker's to store.</summary>
    public async Task<LogBatch?> WriteAsync(Ownership ownership, IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        var lines = entries.DistinctBy(entry => (entry.SandboxId, entry.Seq)).Select(StoredLine.From).ToList();
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var head = await LockHeadAsync(connection, ownership, cancellationToken);
        var cursors = await InsertAsync(connection, deploymentId, head, lines, cancellationToken);
        if (cursors.Count == 0)
            return null;
        var last = head + cursors.Count;
        await using (var move = new NpgsqlCommand(MoveHead, connection) { Parameters = { new() { Value = deploymentId }, new() { Value = last } } })
            await move.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LogBatch(deploymentId, head, last, Records(lines, cursors));
    }

    private static async Task<long> LockHeadAsync(NpgsqlConnection connection, Ownership ownership, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockHead, connection)
        {
            Parameters = { new() { Value = ownership.DeploymentId }, new() { Value = ownership.WorkerId }, new() { Value = ownership.Generation } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is long head ? head : throw new LeaseLostException(ownership.DeploymentId, ownership.Generation);
    }

    private static async Task<Dictionary<(Guid, long), long>> InsertAsync(
        NpgsqlConnection connection, Guid deploymentId, long head, List<StoredLine> lines, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new() { Value = deploymentId },
                new() { Value = head },
                Array(NpgsqlDbType.Uuid, lines, line => line.Entry.SandboxId),
                Array(NpgsqlDbType.Bigint, lines, line => line.Entry.Seq),
                Array(NpgsqlDbType.Integer, lines, line => line.Entry.Epoch),
                Array(NpgsqlDbType.Uuid, lines, line => line.Entry.InstanceId),
                Array(NpgsqlDbType.Uuid, lines, line => line.Entry.ReleaseId),
                Array(NpgsqlDbType.TimestampTz, lines, line => line.Entry.Time.ToUniversalTime()),
                Array(NpgsqlDbType.Smallint, lines, line => (short)line.Entry.Stream),
                Array(NpgsqlDbType.Text, lines, line => line.Level),
                Array(NpgsqlDbType.Text, lines, line => line.Text),
                Array(NpgsqlDbType.Bigint, lines, line => line.Entry.LostLines),
                Array(NpgsqlDbType.Bigint, lines, line => line.Entry.LostBytes),
            },
        };
        var cursors = new Dictionary<(Guid, long), long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            cursors.Add((reader.GetGuid(0), reader.GetInt64(1)), reader.GetInt64(2));
        return cursors;
    }

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, List<StoredLine> lines, Func<StoredLine, T> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = lines.Select(value).ToArray() };

    private static List<LogRecord> Records(List<StoredLine> lines, Dictionary<(Guid, long), long> cursors) =>
        [.. lines
            .Select(line => (line, cursor: cursors.GetValueOrDefault((line.Entry.SandboxId, line.Entry.Seq))))
            .Where(each => each.cursor > 0)
            .OrderBy(each => each.cursor)
            .Select(each => each.line.ToRecord(each.cursor))];
}
