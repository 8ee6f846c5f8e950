using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Core.Releases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Worker.Optimization;

/// <summary>What follows for a recommendation that was applied, from what was seen since. It writes nothing.</summary>
internal static class AppliedReader
{
    /// <summary>Null while there is nothing to say: it is watched on.</summary>
    public static async Task<(RecommendationState State, string Outcome)?> ReadAsync(
        CodeRunnerDb db, StoredRecommendation applied, Deployment deployment, DateTimeOffset now, TimeSpan watchTime, CancellationToken cancellationToken)
    {
        if (deployment.DesiredState == DesiredState.Deleted)
            return null;
        if (LimitChange.Of(deployment, applied.Kind) != applied.Proposed)
            return (RecommendationState.Kept, "It was changed again since, and is not watched any more.");
        var release = applied.Release is { } number
            ? await db.Releases.AsNoTracking().SingleOrDefaultAsync(each => each.DeploymentId == deployment.Id && each.Number == number, cancellationToken)
            : null;
        if (release is { State: ReleaseState.Failed or ReleaseState.Cancelled, ServedAt: null })
            return (RecommendationState.Undone, $"Release {release.Number}, which brought it, never served. {release.Reason?.Message}".Trim());
        if (release is { ServedAt: null })
            return null;
        var since = release?.ServedAt ?? applied.AppliedAt!.Value;
        if (await db.LoadTests.AnyAsync(each => each.DeploymentId == deployment.Id && each.State == LoadTestState.Running, cancellationToken))
            return null;
        var after = await AfterAsync(db, applied, release, await SinceLoadTestAsync(db, deployment.Id, since, cancellationToken), now, cancellationToken);
        return AppliedWatch.Decide(applied.Before!, after) switch
        {
            WatchVerdict.Undo undo => (RecommendationState.Undone, undo.Reason),
            _ when now - since >= watchTime => (RecommendationState.Kept, $"It was watched for {Math.Round(watchTime.TotalHours, 1)} hours and did no harm."),
            _ => null,
        };
    }

    /// <summary>What visitors met before a load test was looked at before it; what the test itself met is no harm of what was applied.</summary>
    private static async Task<DateTimeOffset> SinceLoadTestAsync(CodeRunnerDb db, Guid deploymentId, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.LoadTests.Where(each => each.DeploymentId == deploymentId && each.StartedAt != null && each.EndedAt > since).MaxAsync(each => each.EndedAt, cancellationToken) ?? since;

    /// <summary>Instances of releases from before it say nothing of it.</summary>
    private static async Task<HealthWindow> AfterAsync(CodeRunnerDb db, StoredRecommendation applied, Release? release, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var state = await db.UsageCheckpoints.AsNoTracking().Where(each => each.DeploymentId == applied.DeploymentId).Select(each => each.State).SingleOrDefaultAsync(cancellationToken);
        IReadOnlyList<UsageEnd> ends = state?.Ends ?? [];
        if (release is not null)
        {
            var ids = ends.Select(end => end.ReleaseId).Distinct().ToList();
            var its = await db.Releases.Where(each => ids.Contains(each.Id) && each.Number >= release.Number).Select(each => each.Id).ToListAsync(cancellationToken);
            ends = [.. ends.Where(end => its.Contains(end.ReleaseId))];
        }
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await HealthReader.ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), applied.DeploymentId, since, now, ends, cancellationToken);
    }
}
