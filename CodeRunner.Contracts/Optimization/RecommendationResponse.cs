namespace CodeRunner.Contracts.Optimization;

/// <summary>
/// What the optimizer advises for one limit of a deployment's instances, or for their number. <see cref="Current"/> and <see cref="Proposed"/> are in <see cref="Unit"/>
/// ("cores", "MB", "instances"). <see cref="SavingPerMonth"/> is negative where safety costs something. <see cref="RiskNow"/> and <see cref="Risk"/>: the shares of samples
/// [0–1] in which usage would have passed what is there now, and what is proposed. <see cref="Utilisation"/>: what is expected to be used of what is proposed, [0–1].
/// <see cref="Release"/>: the number of the release that it was applied by. <see cref="Outcome"/> says how it ended.
/// </summary>
public sealed record RecommendationResponse(
    Guid Id,
    Guid DeploymentId,
    RecommendationKind Kind,
    RecommendationState State,
    OptimizationStrategy Strategy,
    string Unit,
    double Current,
    double Proposed,
    decimal SavingPerMonth,
    string Currency,
    double Risk,
    double Confidence,
    string Evidence,
    double RiskNow,
    double Utilisation,
    double HistoryHours,
    int OomKills,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AppliedAt,
    string? AppliedBy,
    int? Release,
    DateTimeOffset? EndedAt,
    string? Outcome);
