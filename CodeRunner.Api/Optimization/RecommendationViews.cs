using CodeRunner.Api.Costs;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Recommending;

namespace CodeRunner.Api.Optimization;

internal static class RecommendationViews
{
    public static RecommendationResponse Show(StoredRecommendation it, string? appliedBy)
    {
        var (unit, scale) = it.Kind switch
        {
            RecommendationKind.Cpu => ("cores", 1.0),
            RecommendationKind.Memory => ("MB", AdvisedDeployment.BytesPerMb),
            _ => ("instances", 1.0),
        };
        var (advice, evidence) = (it.Advice, it.Advice.Evidence);
        return new(
            it.Id, it.DeploymentId, it.Kind, it.State, it.Strategy, unit, it.Current / scale, it.Proposed / scale, Money.Shown(advice.SavingPerMonth), it.Currency,
            Math.Round(advice.Risk, 6), Math.Round(advice.Confidence, 4), evidence.Text, Math.Round(evidence.RiskNow, 6), Math.Round(evidence.Utilisation, 4),
            Math.Round(evidence.HistoryHours, 2), evidence.OomKills, it.CreatedAt, it.AppliedAt, appliedBy, it.Release, it.EndedAt, it.Outcome);
    }
}
