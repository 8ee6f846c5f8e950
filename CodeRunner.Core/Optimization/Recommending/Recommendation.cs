using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>
/// What the optimizer advises: in cores, bytes or instances, as <see cref="Kind"/> says. <see cref="SavingPerMonth"/> is in the price list's currency, and negative where
/// safety costs something.
/// </summary>
public sealed record Recommendation(
    RecommendationKind Kind, double Current, double Proposed, decimal SavingPerMonth, double Risk, double Confidence, Evidence Evidence);
