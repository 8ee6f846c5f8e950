using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>
/// What usage says about one limit, or about the number of instances. Limits are per instance, in cores or bytes. <see cref="RiskNow"/> and <see cref="Risk"/>: the shares of
/// samples [0–1] in which usage would have passed what is there now, and what is proposed. <see cref="Utilisation"/>: what is expected to be used of what is proposed, [0–1].
/// </summary>
public sealed record SizingAdvice(
    RecommendationKind Kind, double Current, double Proposed, double RiskNow, double Risk, double Utilisation, double Confidence, TimeSpan History, int OomKills);
