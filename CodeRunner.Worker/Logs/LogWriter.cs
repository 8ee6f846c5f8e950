using CodeRunner.Contracts.Live;
using CodeRunner.Core.Logs;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Npgsql;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Stores entries of one deployment as one chunk, in one transaction. The lock on the deployment's head makes cursors visible in their order; what is there already takes
/// no cursor, so that there is never a hole.
/// </summary>
internal sealed class LogWriter(Database database, TimeProvider clock)
{
    /// <summary>No row: another Worker acts for the deployment, or there is no such deployment. The lease stays as it is until the chunk is stored.</summary>
    private const string Lease = """
        WITH lease AS (
            SELECT lease.deployment_id FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = $1 AND lease.worker_id = $2 AND lease.generation = $3 AND owner.lease_until > clock_timestamp()
            FOR SHARE OF lease)
        """;

    private const string LockHead = $"""
        {Lease}
        INSERT INTO log_heads (deployment_id, last_cursor, last_batch, stored_bytes)
        SELECT deployment_id, 0, '00000000-0000-0000-0000-000000000000', 0 FROM lease
        ON CONFLICT (deployment_id) DO UPDATE SET last_cursor = log_heads.last_cursor RETURNING last_cursor, last_batch
        """;

    /// <summary>All of it in one go, if the log still ends where it is remembered to: 1 or 0.</summary>
    private const string Append = $"""
        {Lease},
        head AS (
            UPDATE log_heads SET last_cursor = $5, last_batch = $14, stored_bytes = stored_bytes + length($12)
            FROM lease WHERE log_heads.deployment_id = lease.deployment_id AND log_heads.last_cursor = $4 RETURNING log_heads.deployment_id),
        chunk AS (
            INSERT INTO log_chunks (deployment_id, after, last, stored_at, earliest, latest, streams, instances, releases, packed)
            SELECT deployment_id, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM head),
        sources AS (
            INSERT INTO log_sources (sandbox_id, deployment_id, last_seq, updated_at) SELECT source.id, head.deployment_id, source.seq, $6 FROM head, unnest($13, $15) AS source(id, seq)
            ON CONFLICT (sandbox_id) DO UPDATE SET last_seq = excluded.last_seq, updated_at = excluded.updated_at)
        SELECT count(*) FROM head
        """;

    /// <summary>A statement of its own after the lock: it sees what the one who had the lock before has stored.</summary>
    private const string FindSources = "SELECT sandbox_id, last_seq FROM log_sources WHERE sandbox_id = ANY($1)";

    private const string FindLast = "SELECT after, packed FROM log_chunks WHERE deployment_id = $1 AND last = $2";

    private const string InsertChunk = """
        INSERT INTO log_chunks (deployment_id, after, last, stored_at, earliest, latest, streams, instances, releases, packed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string MoveHead =
        "UPDATE log_heads SET last_cursor = $2, last_batch = $3, stored_bytes = stored_bytes + $4 WHERE deployment_id = $1";

    private const string MoveSources = """
        INSERT INTO log_sources (sandbox_id, deployment_id, last_seq, updated_at) SELECT source.id, $1, source.seq, $2 FROM unnest($3, $4) AS source(id, seq)
        ON CONFLICT (sandbox_id) DO UPDATE SET last_seq = excluded.last_seq, updated_at = excluded.updated_at
        """;

    /// <summary>
    /// Returns what was new, or null when all was stored before. The same <paramref name="batch"/> is stored once: after a failure that left open whether it was, ask
    /// again. Throws <see cref="LeaseLostException"/> when it is not this Worker's to store. Where <paramref name="place"/> knows the log's end from the batches before, it is one round trip.
    /// </summary>
    public async Task<LogBatch?> WriteAsync(Ownership ownership, Guid batch, IReadOnlyList<LogEntry> entries, LogPlace place, CancellationToken cancellationToken)
    {
        var sandboxes = entries.Select(entry => entry.SandboxId).OfType<Guid>().Distinct().ToArray();
        try
        {
            if (place.Of(sandboxes) is { } stored && await TryAppendAsync(ownership, batch, entries, place, stored, cancellationToken) is { } appended)
                return appended;
            return await WriteLockedAsync(ownership, batch, entries, sandboxes, place, cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null })
        {
            place.Forget();
            // There is no partition for the day yet: nobody led in the days before.
            await using (var db = database.Open())
                await LogPartitions.EnsureAsync(db, LogPartitions.DayOf(clock.GetUtcNow()), cancellationToken);
            return await WriteLockedAsync(ownership, batch, entries, sandboxes, place, cancellationToken);
        }
        catch
        {
            place.Forget();
            throw;
        }
    }

    /// <summary>Null when the log does not end where it is remembered to, when the lease is another's, or when nothing of it is new.</summary>
    private async Task<LogBatch?> TryAppendAsync(
        Ownership ownership, Guid batch, IReadOnlyList<LogEntry> entries, LogPlace place, Dictionary<Guid, long> stored, CancellationToken cancellationToken)
    {
        var fresh = LogRecords.Fresh(entries, stored);
        if (fresh.Count == 0)
            return null;
        var chunk = LogRecords.Chunk(fresh, place.Head, clock.GetUtcNow());
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var appending = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    Append, ownership.DeploymentId, ownership.WorkerId, ownership.Generation, chunk.After, chunk.Last, chunk.StoredAt, chunk.Earliest, chunk.Latest, chunk.Streams,
                    chunk.Instances, chunk.Releases, chunk.Packed, stored.Keys.ToArray(), batch, stored.Values.ToArray()),
            },
        };
        if (await appending.ExecuteScalarAsync(cancellationToken) is not 1L)
            return null;
        place.Remember(chunk.Last, stored);
        return new LogBatch(chunk.After, chunk.Last, chunk.Packed);
    }

    private async Task<LogBatch?> WriteLockedAsync(
        Ownership ownership, Guid batch, IReadOnlyList<LogEntry> entries, Guid[] sandboxes, LogPlace place, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (head, lastBatch, stored) = await LockAsync(connection, ownership, sandboxes, cancellationToken);
        if (head != place.Head)
            place.Forget(); // another wrote meanwhile; a sandbox that is new to it is no reason to
        if (lastBatch == batch)
            return await ReadLastAsync(connection, ownership.DeploymentId, head, cancellationToken);
        var fresh = LogRecords.Fresh(entries, stored);
        if (fresh.Count == 0)
            return null;
        var chunk = LogRecords.Chunk(fresh, head, clock.GetUtcNow());
        await StoreAsync(connection, chunk, batch, stored, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var sandbox in sandboxes)
            stored.TryAdd(sandbox, 0);
        place.Remember(chunk.Last, stored);
        return new LogBatch(chunk.After, chunk.Last, chunk.Packed);
    }

    private static async Task<(long Head, Guid LastBatch, Dictionary<Guid, long> Stored)> LockAsync(
        NpgsqlConnection connection, Ownership ownership, Guid[] sandboxes, CancellationToken cancellationToken)
    {
        await using var asking = new NpgsqlBatch(connection)
        {
            BatchCommands = { Command(LockHead, ownership.DeploymentId, ownership.WorkerId, ownership.Generation), Command(FindSources, sandboxes) },
        };
        await using var answer = await asking.ExecuteReaderAsync(cancellationToken);
        if (!await answer.ReadAsync(cancellationToken))
            throw new LeaseLostException(ownership.DeploymentId, ownership.Generation);
        var (head, lastBatch) = (answer.GetInt64(0), answer.GetGuid(1));
        await answer.NextResultAsync(cancellationToken);
        var stored = new Dictionary<Guid, long>();
        while (await answer.ReadAsync(cancellationToken))
            stored.Add(answer.GetGuid(0), answer.GetInt64(1));
        return (head, lastBatch, stored);
    }

    private static async Task<LogBatch> ReadLastAsync(NpgsqlConnection connection, Guid deploymentId, long head, CancellationToken cancellationToken)
    {
        await using var reading = new NpgsqlBatch(connection) { BatchCommands = { Command(FindLast, deploymentId, head) } };
        await using var answer = await reading.ExecuteReaderAsync(cancellationToken);
        return await answer.ReadAsync(cancellationToken)
            ? new LogBatch(answer.GetInt64(0), head, answer.GetFieldValue<byte[]>(1))
            : new LogBatch(head, head, new byte[] { 0, (byte)'[', (byte)']' });
    }

    private static async Task StoreAsync(NpgsqlConnection connection, LogChunk chunk, Guid batch, Dictionary<Guid, long> stored, CancellationToken cancellationToken)
    {
        await using var storing = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    InsertChunk, chunk.DeploymentId, chunk.After, chunk.Last, chunk.StoredAt, chunk.Earliest, chunk.Latest, chunk.Streams, chunk.Instances, chunk.Releases, chunk.Packed),
                Command(MoveHead, chunk.DeploymentId, chunk.Last, batch, (long)chunk.Packed.Length),
                Command(MoveSources, chunk.DeploymentId, chunk.StoredAt, stored.Keys.ToArray(), stored.Values.ToArray()),
            },
        };
        await storing.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
