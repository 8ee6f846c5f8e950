using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Audit.Checkpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>
/// Writes a signed checkpoint of each project whose audit log grew since the last one, and of all when the master key is another. Each Api has files of its own: two do
/// not disturb each other. The heads are read in pages, by their key.
/// </summary>
internal sealed class CheckpointLoop(
    IServiceScopeFactory scopes, CheckpointFiles files, AuditSeal seal, IOptions<CheckpointOptions> options, TimeProvider time, ILogger<CheckpointLoop> logger)
    : UpkeepLoop(options.Value.CheckpointInterval, time, logger)
{
    private const int Page = 1000;

    private readonly TimeProvider time = time;

    // By project: the entry and the key of its last checkpoint. A few dozen bytes each.
    private Dictionary<Guid, (long Seq, string KeyId)>? last;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (!files.Kept)
            return;
        last ??= await ReadLastAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        for (var after = Guid.Empty; ;)
        {
            var from = after;
            var heads = await db.AuditHeads.AsNoTracking().Where(head => head.ProjectId > from).OrderBy(head => head.ProjectId).Take(Page).ToListAsync(cancellationToken);
            if (heads.Count == 0)
                return;
            after = heads[^1].ProjectId;
            var made = new List<AuditCheckpoint>();
            foreach (var head in heads.Where(head => head.Seq > 0 && last.GetValueOrDefault(head.ProjectId) != (head.Seq, seal.KeyId)))
                made.Add(await seal.SignAsync(head.ProjectId, head.Seq, head.Hash, time.GetUtcNow(), cancellationToken));
            await files.AppendAsync(made, time.GetUtcNow(), cancellationToken);
            foreach (var checkpoint in made)
                last[checkpoint.ProjectId] = (checkpoint.Seq, checkpoint.MasterKeyId);
        }
    }

    private async Task<Dictionary<Guid, (long Seq, string KeyId)>> ReadLastAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, (long Seq, string KeyId)>();
        await foreach (var checkpoint in files.ReadAsync(null, cancellationToken))
            found[checkpoint.ProjectId] = (checkpoint.Seq, checkpoint.MasterKeyId);
        return found;
    }
}
