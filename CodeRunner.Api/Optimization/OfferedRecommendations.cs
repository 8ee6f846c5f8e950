using CodeRunner.Contracts.Optimization;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Recommending;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Optimization;

/// <summary>Gives advice an id that it keeps for as long as it says the same, also when it was dismissed.</summary>
internal sealed class OfferedRecommendations(CodeRunnerDb db, TimeProvider time)
{
    private const int MostShown = 20;

    /// <summary>Those that are open now. One after the other for each deployment, as two who ask at once are told of the same.</summary>
    public Task<IReadOnlyList<RecommendationResponse>> OfferAsync(
        Guid deploymentId, OptimizationStrategy strategy, OptimizationTargets targets, IReadOnlyList<Recommendation> advice, string currency, CancellationToken cancellationToken) =>
        db.InTransactionAsync<IReadOnlyList<RecommendationResponse>>(
            async () =>
            {
                await db.LockAsync($"recommendations of {deploymentId}", cancellationToken);
                var now = time.GetUtcNow();
                var known = await db.Recommendations
                    .Where(each => each.DeploymentId == deploymentId && each.Strategy == strategy && (each.State == RecommendationState.Open || each.State == RecommendationState.Dismissed))
                    .ToDictionaryAsync(each => each.Kind, cancellationToken);
                db.Recommendations.RemoveRange(known.Values.Where(each => IsOver(each, targets, advice)));
                // What goes and what comes are of one kind, of which there is one at most.
                await db.SaveChangesAsync(cancellationToken);
                var open = advice.Select(each => Keep(known.GetValueOrDefault(each.Kind), each)).ToList();
                await db.SaveChangesAsync(cancellationToken);
                return [.. open.Where(each => each.State == RecommendationState.Open).Select(each => RecommendationViews.Show(each, null))];

                StoredRecommendation Keep(StoredRecommendation? before, Recommendation one)
                {
                    if (before?.IsSame(targets, one) != true)
                        return db.Recommendations.Add(new StoredRecommendation(deploymentId, strategy, targets, one, currency, now)).Entity;
                    if (before.IsStale(now))
                        before.Refresh(one, currency, now);
                    return before;
                }
            },
            cancellationToken);

    /// <summary>What was applied, undone or dismissed, the newest first.</summary>
    public async Task<IReadOnlyList<RecommendationResponse>> PastAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        var past = await db.Recommendations.AsNoTracking()
            .Where(each => each.DeploymentId == deploymentId && each.State != RecommendationState.Open)
            .OrderByDescending(each => each.AppliedAt ?? each.EndedAt)
            .Take(MostShown)
            .ToListAsync(cancellationToken);
        var ids = past.Select(each => each.AppliedBy).OfType<Guid>().Distinct().ToList();
        var names = ids.Count == 0 ? [] : await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellationToken);
        return [.. past.Select(each => RecommendationViews.Show(each, each.AppliedBy is { } by ? names.GetValueOrDefault(by) : null))];
    }

    /// <summary>What nobody advises any more; and what is said otherwise now, also when it was dismissed.</summary>
    private static bool IsOver(StoredRecommendation known, OptimizationTargets targets, IReadOnlyList<Recommendation> advice) =>
        advice.FirstOrDefault(each => each.Kind == known.Kind) is { } same ? !known.IsSame(targets, same) : known.State == RecommendationState.Open;
}
