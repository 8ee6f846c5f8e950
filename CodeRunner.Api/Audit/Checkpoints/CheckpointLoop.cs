using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Audit.Checkpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>
/// Writes a signed checkpoint of each audit log that grew since the last tick. Besides, each tick looks at one page of all of them, in their order and round
/// again: that finds what was not seen to move, and signs what is under another master key anew. What a file has already is not written again, so several Apis may share
/// a directory or have their own.
/// </summary>
internal sealed class CheckpointLoop(
    IServiceScopeFactory scopes, CheckpointFiles files, AuditSeal seal, IOptions<CheckpointOptions> options, TimeProvider time, ILogger<CheckpointLoop> logger)
    : UpkeepLoop(options.Value.CheckpointInterval, time, logger)
{
    private const int Page = 1000;

    /// <summary>How long a transaction may take from its entry to its commit and still be seen to move.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>How far an Api that begins looks back.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private readonly TimeProvider time = time;

    // By the database's clock; null until the first look.
    private DateTimeOffset? seen;
    private Guid round;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (!files.Kept)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var heads = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>().AuditHeads.AsNoTracking().Where(head => head.Seq > 0);
        await SignMovedAsync(heads, cancellationToken);
        var page = await heads.Where(head => head.ChainId > round).OrderBy(head => head.ChainId).Take(Page).ToListAsync(cancellationToken);
        await SignAsync(page, cancellationToken);
        round = page.Count < Page ? Guid.Empty : page[^1].ChainId;
    }

    private async Task SignMovedAsync(IQueryable<AuditHead> heads, CancellationToken cancellationToken)
    {
        var newest = await heads.MaxAsync(head => (DateTimeOffset?)head.MovedAt, cancellationToken);
        if (newest is null)
            return;
        var (after, from, all) = (Guid.Empty, seen - Slack ?? newest.Value - Before, true);
        while (true)
        {
            var (id, moved) = (after, from);
            var page = await heads.Where(head => head.MovedAt >= moved && head.MovedAt <= newest && (head.MovedAt > moved || head.ChainId > id))
                .OrderBy(head => head.MovedAt).ThenBy(head => head.ChainId).Take(Page).ToListAsync(cancellationToken);
            all &= await SignAsync(page, cancellationToken);
            if (page.Count < Page)
                break;
            (after, from) = (page[^1].ChainId, page[^1].MovedAt);
        }
        // What was held by somebody else is looked at again with the next tick.
        if (all)
            seen = newest;
    }

    /// <summary>False when a file was held by somebody else.</summary>
    private async Task<bool> SignAsync(List<AuditHead> heads, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var head in heads)
        {
            all &= await files.TryAppendAsync(
                head.ChainId, head.Seq, seal.KeyId, () => seal.SignAsync(head.ChainId, head.Seq, head.Hash, time.GetUtcNow(), cancellationToken), cancellationToken);
        }
        return all;
    }
}
