using System.Globalization;
using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>Which advice is worth a recommendation. Pure.</summary>
public static class RecommendationDecider
{
    /// <summary>The largest saving first; what safety asks for is before all savings.</summary>
    public static IReadOnlyList<Recommendation> Decide(
        IEnumerable<SizingAdvice> advice, RunningCost cost, RecommendationRules rules, OptimizationTargets targets) =>
    [
        .. advice.Select(each => Decide(each, cost, rules, targets)).OfType<Recommendation>()
            .OrderBy(each => each.Proposed > each.Current ? 0 : 1).ThenByDescending(each => each.SavingPerMonth),
    ];

    /// <summary>Null when it is not worth telling: too little is known, too little is saved, or too much is risked.</summary>
    public static Recommendation? Decide(SizingAdvice advice, RunningCost cost, RecommendationRules rules, OptimizationTargets targets)
    {
        if (!(advice.Proposed > 0) || !double.IsFinite(advice.Proposed))
            return null;
        var saving = cost.PerMonth - cost.With(advice.Kind, advice.Proposed).PerMonth;
        var worth = advice.Proposed > advice.Current ? IsNeeded(advice, rules) : IsSaving(advice, saving, cost, rules, targets);
        return worth
            ? new Recommendation(advice.Kind, advice.Current, advice.Proposed, saving, advice.Risk, advice.Confidence, EvidenceOf(advice))
            : null;
    }

    /// <summary>An OOM kill needs no further history.</summary>
    private static bool IsNeeded(SizingAdvice advice, RecommendationRules rules) =>
        (advice.Kind == RecommendationKind.Memory && advice.OomKills > 0)
        || (advice.Confidence >= rules.LeastConfidence && advice.RiskNow > rules.MostRisk(advice.Kind) && advice.Risk < advice.RiskNow);

    private static bool IsSaving(SizingAdvice advice, decimal saving, RunningCost cost, RecommendationRules rules, OptimizationTargets targets)
    {
        var mostRisk = rules.MostRisk(advice.Kind);
        if (targets.Cost is { } budget && cost.PerMonth <= budget)
            mostRisk = Math.Min(mostRisk, RecommendationRules.RiskWithinBudget);
        return advice.Confidence >= rules.LeastConfidence && advice.Risk <= mostRisk && advice.OomKills == 0
            && saving > 0 && saving >= rules.LeastSaving && saving >= rules.LeastShare * cost.PerMonth;
    }

    private static Evidence EvidenceOf(SizingAdvice advice)
    {
        string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture);
        var kills = advice.OomKills switch { 0 => "", 1 => " Once the app was killed for want of memory.", var times => $" {times} times the app was killed for want of memory." };
        var text = $"In {Math.Round(advice.History.TotalHours, 1).ToString(CultureInfo.InvariantCulture)} hours of history, usage passed what is there now in {Percent(advice.RiskNow)} % of samples, and would "
            + $"pass what is proposed in {Percent(advice.Risk)} %. Of that, {Percent(advice.Utilisation)} % are expected to be used.{kills}";
        return new Evidence(advice.History.TotalHours, advice.RiskNow, advice.Utilisation, advice.OomKills, text);
    }
}
