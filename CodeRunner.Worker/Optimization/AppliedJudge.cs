using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Limiting;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Optimization;

/// <summary>
/// Says what becomes of a recommendation that was applied, and undoes it where it did harm: under the deployment's lease, with its row held, as one change with the audit entry about it.
/// </summary>
internal sealed partial class AppliedJudge(
    Database database, DeploymentQueue queue, LimitRoom room, LivePublisher live, SystemLog log, TimeProvider clock, IOptions<OptimizationOptions> options, ILogger<AppliedJudge> logger)
{
    public async Task JudgeAsync(Ownership ownership, Guid id)
    {
        var cancellationToken = ownership.Token;
        await using var db = database.Open();
        if (await FindAsync(db, ownership, id, cancellationToken) is not { } found)
            return;
        var verdict = await AppliedReader.ReadAsync(db, found.Applied, found.Deployment, clock.GetUtcNow(), options.Value.WatchTime, cancellationToken);
        if (verdict is { } decided)
            await StoreAsync(ownership, id, decided.State, decided.Outcome, cancellationToken);
    }

    private static async Task<(StoredRecommendation Applied, Deployment Deployment)?> FindAsync(CodeRunnerDb db, Ownership ownership, Guid id, CancellationToken cancellationToken)
    {
        var applied = await db.Recommendations.SingleOrDefaultAsync(each => each.Id == id && each.State == RecommendationState.Watching, cancellationToken);
        var deployment = await db.Deployments.SingleOrDefaultAsync(each => each.Id == ownership.DeploymentId, cancellationToken);
        return applied is null || deployment is null ? null : (applied, deployment);
    }

    private async Task StoreAsync(Ownership ownership, Guid id, RecommendationState state, string outcome, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {ownership.DeploymentId} FOR UPDATE", cancellationToken);
        if (await FindAsync(db, ownership, id, cancellationToken) is not var (applied, deployment))
            return;
        if (state == RecommendationState.Undone && LimitChange.Of(deployment, applied.Kind) == applied.Proposed && !await TryUndoAsync(db, applied, deployment, cancellationToken))
            return;
        var release = db.ChangeTracker.Entries<Release>().FirstOrDefault(entry => entry.State == EntityState.Added)?.Entity;
        applied.End(state, outcome, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyAsync(deployment.Id, cancellationToken);
        await WriteDownAsync(db, applied, deployment, release, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await TellAsync(ownership, applied, deployment, release, cancellationToken);
    }

    /// <summary>False while a newer release is on its way that would be lost by a newer one still, and while limits leave no room for what was before: then it is tried again.</summary>
    private async Task<bool> TryUndoAsync(CodeRunnerDb db, StoredRecommendation applied, Deployment deployment, CancellationToken cancellationToken)
    {
        var newest = await db.Releases
            .Where(release => release.DeploymentId == deployment.Id && release.CancelRequestedAt == null
                && ((release.Artifact != null && release.ArtifactRemovedAt == null) || release.State == ReleaseState.Queued || release.State == ReleaseState.Building))
            .OrderByDescending(release => release.Number)
            .FirstOrDefaultAsync(cancellationToken);
        if (newest is { HasArtifact: false })
            return false;
        var releases = LimitChange.Set(deployment, applied.Kind, applied.Current) && newest is not null;
        if (!await room.FitsAsync(db, deployment, releases ? deployment.Limits : null, cancellationToken))
            return false;
        if (releases)
            db.Releases.Add(newest!.Again(deployment, deployment.Limits, rolledBackFrom: null, applied.AppliedBy!.Value, clock.GetUtcNow()));
        return true;
    }

    private Task WriteDownAsync(CodeRunnerDb db, StoredRecommendation applied, Deployment deployment, Release? release, CancellationToken cancellationToken) =>
        applied.State != RecommendationState.Undone ? Task.CompletedTask : db.AppendAuditAsync(
            new AuditEvent(deployment.ProjectId, AuditEvent.Platform, "recommendation.undo", $"deployment {deployment.Id}")
            {
                Environment = deployment.Environment,
                Detail = AuditEvent.Json(new { deployment.Name, recommendation = applied.Id, applied.Kind, from = applied.Proposed, to = applied.Current, reason = applied.Outcome, release = release?.Number }),
            },
            clock.GetUtcNow(),
            cancellationToken);

    private async Task TellAsync(Ownership ownership, StoredRecommendation applied, Deployment deployment, Release? release, CancellationToken cancellationToken)
    {
        queue.Enqueue(deployment.Id);
        if (applied.State != RecommendationState.Undone)
            return;
        Undone(logger, applied.Id, deployment.Id, applied.Outcome);
        if (release is not null)
            live.Publish(new StateChange("release", release.Id, deployment.ProjectId, deployment.Id, "queued", null, clock.GetUtcNow()));
        await log.SayAsync(ownership, deployment.ProjectId, release?.Id, null, $"What the optimizer advised for {applied.Kind.ToString().ToLowerInvariant()} is undone. {applied.Outcome}", cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Recommendation {RecommendationId} for {DeploymentId} is undone. {Reason}")]
    private static partial void Undone(ILogger logger, Guid recommendationId, Guid deploymentId, string? reason);
}
