namespace CodeRunner.Contracts.Optimization;

/// <summary>
/// What a deployment could do with less, or needs more of. <see cref="CostPerMonth"/>: what its instances cost as they are now, in <see cref="Currency"/>. <see cref="Note"/>: why
/// nothing is advised, null where something is. <see cref="Past"/>: what was applied or dismissed, newest first.
/// </summary>
public sealed record OptimizationResponse(
    OptimizationStrategy Strategy,
    string Currency,
    decimal CostPerMonth,
    double HistoryHours,
    double Confidence,
    string? Note,
    IReadOnlyList<RecommendationResponse> Recommendations,
    IReadOnlyList<RecommendationResponse> Past,
    IReadOnlyList<BottleneckResponse> Bottlenecks);
