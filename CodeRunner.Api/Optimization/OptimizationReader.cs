using System.Globalization;
using CodeRunner.Api.Costs;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Bottlenecks;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Core.Scaling;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Optimization;

/// <summary>What there is to advise for a deployment, from what its owner learned of it.</summary>
internal sealed class OptimizationReader(CodeRunnerDb db, ProjectPrices prices, OfferedRecommendations offered, TimeProvider time)
{
    public async Task<OptimizationResponse> ReadAsync(Deployment deployment, OptimizationStrategy strategy, OptimizationTargets targets, CancellationToken cancellationToken)
    {
        var stored = await db.UsageCheckpoints.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).Select(each => each.State).SingleOrDefaultAsync(cancellationToken);
        var list = await prices.OfAsync(deployment.ProjectId, cancellationToken);
        var cost = new RunningCost(deployment.Limits.Cpus, deployment.Limits.MemoryMb * AdvisedDeployment.BytesPerMb, Math.Max(1, deployment.DesiredInstances), list);
        var learned = stored is null ? new LearnedUsage() : LearnedUsage.Load(stored);
        var rules = RecommendationRules.Of(strategy);
        var advice = RecommendationDecider.Decide(AdviceDecider.Decide(learned, await AdvisedAsync(deployment, cancellationToken), strategy, targets, time.GetUtcNow()), cost, rules, targets);
        var open = await offered.OfferAsync(deployment.Id, strategy, targets, advice, list.Currency, cancellationToken);
        return new OptimizationResponse(
            strategy, list.Currency, Money.Shown(cost.PerMonth), Math.Round(learned.History.Covered.TotalHours, 2), Math.Round(learned.History.Confidence, 4),
            open.Count > 0 ? null : NoteOf(learned, strategy, rules), open, await offered.PastAsync(deployment.Id, cancellationToken),
            await BottlenecksAsync(deployment.Id, learned, cancellationToken));
    }

    private async Task<AdvisedDeployment> AdvisedAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var timeline = await LimitsTimeline.ReadAsync(db, deployment.Id, deployment.Limits, cancellationToken);
        // Who has several in production has them for when one dies.
        var least = deployment is { Environment: EnvironmentName.Production, DesiredInstances: > 1 } ? 2 : 1;
        return new AdvisedDeployment(
            deployment.Limits, deployment.DesiredInstances, least, await db.ScalesItselfAsync(deployment.Id, cancellationToken),
            Since(timeline, deployment.Limits, limits => limits.Cpus), Since(timeline, deployment.Limits, limits => limits.MemoryMb));
    }

    /// <summary>What was set and does not serve yet is as new as can be.</summary>
    private DateTimeOffset? Since(LimitsTimeline timeline, Limits set, Func<Limits, double> limit) =>
        timeline.Releases.Count > 0 && limit(timeline.Releases[^1].Limits) != limit(set) ? time.GetUtcNow() : timeline.Since(limit);

    private async Task<IReadOnlyList<BottleneckResponse>> BottlenecksAsync(Guid deploymentId, LearnedUsage learned, CancellationToken cancellationToken)
    {
        var ids = learned.Loads.Select(load => load.ReleaseId).Distinct().ToList();
        var numbers = await db.Releases.Where(release => release.DeploymentId == deploymentId && ids.Contains(release.Id)).ToDictionaryAsync(release => release.Id, release => release.Number, cancellationToken);
        var samples = learned.Loads.Where(load => numbers.ContainsKey(load.ReleaseId))
            .Select(load => new LoadSample(load.Time, numbers[load.ReleaseId], load.CpuThrottled, load.MemoryStalled, load.QueueMs, load.DownstreamMs, load.RequestMs));
        return [.. BottleneckDecider.Decide(samples).Select(each => new BottleneckResponse(each.Resource, Math.Round(each.Share, 4), each.SinceRelease, each.Evidence))];
    }

    private static string NoteOf(LearnedUsage learned, OptimizationStrategy strategy, RecommendationRules rules)
    {
        if (learned.History.Covered == TimeSpan.Zero)
            return "Nothing is known of its usage yet: it is learned while the app runs.";
        string Hours(double hours) => Math.Round(hours, 1).ToString(CultureInfo.InvariantCulture);
        if (learned.History.Confidence >= rules.LeastConfidence)
            return "Its limits fit how it is used.";
        var needed = -24 * Math.Log2(1 - rules.LeastConfidence);
        return $"{Hours(learned.History.Covered.TotalHours)} hours of its usage are known: {strategy.ToString().ToLowerInvariant()} advice takes about {Hours(needed)}, without long holes.";
    }
}
