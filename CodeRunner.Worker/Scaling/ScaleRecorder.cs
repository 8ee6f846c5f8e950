using CodeRunner.Core;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>Writes down that nothing changes, and why: one row goes on while it is for the same reason. Many deployments at once, each seldom.</summary>
internal sealed partial class ScaleRecorder(Database database, TimeProvider clock, IOptions<ScalingOptions> options, ILogger<ScaleRecorder> logger)
{
    private const int MostAtOnce = 500;

    /// <summary>Writes what is due; what is beyond the bound comes with the next second.</summary>
    public async Task WriteAsync(IEnumerable<(ScaleWatch Watch, ScaleVerdict Verdict)> decided, Term term)
    {
        var now = clock.GetUtcNow();
        var due = decided.Where(each => now - each.Watch.WrittenAt >= options.Value.RecordInterval).Take(MostAtOnce).ToList();
        if (due.Count == 0)
            return;
        try
        {
            await StoreAsync(due, term);
        }
        catch (DbUpdateException exception)
        {
            // A row went meanwhile: which one it was is not asked, each begins a new one.
            due.ForEach(each => each.Watch.Row = null);
            NotStored(logger, exception, due.Count);
        }
    }

    private async Task StoreAsync(List<(ScaleWatch Watch, ScaleVerdict Verdict)> due, Term term)
    {
        var now = clock.GetUtcNow();
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(term.Token);
        var held = await HeldAsync(db, due, term);
        var written = due.FindAll(each => held.Contains((each.Watch.Ownership.DeploymentId, each.Watch.Ownership.Generation)));
        var rows = written.ConvertAll(each => RowOf(db, each.Watch, each.Verdict, now));
        await db.SaveChangesAsync(term.Token);
        await transaction.CommitAsync(term.Token);
        for (var index = 0; index < written.Count; index++)
            (written[index].Watch.Row, written[index].Watch.WrittenAt) = (rows[index], now);
    }

    private static ScalingDecision RowOf(CodeRunnerDb db, ScaleWatch watch, ScaleVerdict verdict, DateTimeOffset now)
    {
        if (watch.Row is { } before && before.Continues(verdict.From, verdict.To, verdict.Rule))
        {
            db.Attach(before).Entity.Extend(verdict.Reason, verdict.Inputs, verdict.Next, now);
            return before;
        }
        var row = new ScalingDecision(watch.Deployment.Id, verdict.From, verdict.To, verdict.Rule, verdict.Reason, verdict.Inputs, verdict.Next, now);
        db.Add(row);
        return row;
    }

    /// <summary>Those that are this Worker's, until the transaction ends.</summary>
    private static async Task<HashSet<(Guid, long)>> HeldAsync(CodeRunnerDb db, List<(ScaleWatch Watch, ScaleVerdict Verdict)> due, Term term)
    {
        var ids = due.ConvertAll(each => each.Watch.Deployment.Id).ToArray();
        var leases = await db.DeploymentLeases.FromSql(
            $"""
            SELECT lease.* FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = ANY({ids}) AND lease.worker_id = {term.WorkerId} AND owner.lease_until > clock_timestamp()
            ORDER BY lease.deployment_id FOR SHARE OF lease
            """).AsNoTracking().ToListAsync(term.Token);
        return [.. leases.Select(lease => (lease.DeploymentId, lease.Generation))];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} decisions that nothing changes were not written down; they will be")]
    private static partial void NotStored(ILogger logger, Exception exception, int count);
}
