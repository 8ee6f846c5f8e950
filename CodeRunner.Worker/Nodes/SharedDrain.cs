using System.Threading.Channels;
using CodeRunner.Worker.Data;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Of a node whose Workers are on several machines and have no files in common: each says in the database to which instances that are being stopped its ingress sends nothing any more, and
/// whoever stops one waits for those that have not said so. Nothing is written while nothing stops, and a Worker that is late is waited for, for as long as requests are.
/// </summary>
internal sealed partial class SharedDrain : BackgroundService
{
    private const int Most = 500;

    /// <summary>Those that are being stopped and that this Worker has not said it of.</summary>
    private const string FindUntold = """
        SELECT id, sandbox_id FROM instances
        WHERE state = 'Stopping' AND node_id = $1 AND sandbox_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM drained_instances drained WHERE drained.instance_id = id AND drained.sandbox_id = instances.sandbox_id AND drained.worker_id = $2)
        ORDER BY state_since LIMIT $3
        """;

    private const string Tell = """
        INSERT INTO drained_instances (instance_id, sandbox_id, worker_id)
        SELECT told.instance_id, told.sandbox_id, $3 FROM unnest($1::uuid[], $2::uuid[]) told(instance_id, sandbox_id)
        ON CONFLICT DO NOTHING
        """;

    private const string FindUndrained = """
        SELECT asked.instance_id FROM unnest($1::uuid[], $2::uuid[]) asked(instance_id, sandbox_id)
        WHERE EXISTS (
            SELECT 1 FROM workers other WHERE other.node_id = $3 AND other.id <> $4 AND other.lease_until > clock_timestamp() AND NOT EXISTS (
                SELECT 1 FROM drained_instances drained
                WHERE drained.instance_id = asked.instance_id AND drained.sandbox_id = asked.sandbox_id AND drained.worker_id = other.id))
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Database database;
    private readonly NodeIdentity node;
    private readonly Membership membership;
    private readonly SharedUse use;
    private readonly TimeProvider clock;
    private readonly ILogger<SharedDrain> logger;

    public SharedDrain(Database database, NodeIdentity node, Membership membership, SharedUse use, TimeProvider clock, ILogger<SharedDrain> logger)
    {
        (this.database, this.node, this.membership, this.use, this.clock, this.logger) = (database, node, membership, use, clock, logger);
        use.Ended += LookSoon;
    }

    /// <summary>Routes were read again, or the last request to a sandbox has ended.</summary>
    public void LookSoon()
    {
        if (node.HasManyDisks)
            wanted.Writer.TryWrite(true);
    }

    /// <summary>Of these instances and their sandboxes, those that another Worker of the node, which lives, has not said it of.</summary>
    public async Task<HashSet<Guid>> FindUndrainedAsync(IReadOnlyList<(Guid InstanceId, Guid SandboxId)> stopping, Guid workerId, CancellationToken cancellationToken)
    {
        var found = new HashSet<Guid>();
        if (!node.HasManyDisks || stopping.Count == 0)
            return found;
        await using var command = Command(FindUndrained, stopping.Select(each => each.InstanceId).ToArray(), stopping.Select(each => each.SandboxId).ToArray(), node.Id, workerId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    public override void Dispose()
    {
        use.Ended -= LookSoon;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in wanted.Reader.ReadAllAsync(stoppingToken))
                if (!await TryTellAsync(stoppingToken))
                {
                    await clock.Wait(Pause, stoppingToken);
                    LookSoon();
                }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>False when it is to be tried again: the database is away or does not know this Worker now, or an instance went while it was told of.</summary>
    private async Task<bool> TryTellAsync(CancellationToken cancellationToken)
    {
        if (membership.Current is not { } term)
            return false;
        try
        {
            await TellAsync(term.WorkerId, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotTold(logger, exception);
            return false;
        }
    }

    private async Task TellAsync(Guid workerId, CancellationToken cancellationToken)
    {
        var (instances, sandboxes, seen) = (new List<Guid>(), new List<Guid>(), 0);
        await using (var command = Command(FindUntold, node.Id, workerId, Most))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            for (; await reader.ReadAsync(cancellationToken); seen++)
                if (reader.GetGuid(1) is var sandbox && !use.IsUsedHere(sandbox))
                {
                    instances.Add(reader.GetGuid(0));
                    sandboxes.Add(sandbox);
                }
        if (instances.Count == 0)
            return;
        await using var tell = Command(Tell, instances.ToArray(), sandboxes.ToArray(), workerId);
        await tell.ExecuteNonQueryAsync(cancellationToken);
        if (seen == Most)
            LookSoon();
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other Workers could not be told which instances this ingress needs no more; they wait for their time to drain")]
    private static partial void NotTold(ILogger logger, Exception exception);
}
