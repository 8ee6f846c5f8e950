using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Recommending;

namespace CodeRunner.Core.Optimization.Keeping;

/// <summary>
/// A recommendation that people have seen: it keeps its id for as long as it says the same. Of each strategy and kind a deployment has one that is open or dismissed at most. Once applied it
/// is watched, and stays as a memory.
/// </summary>
public sealed class StoredRecommendation
{
    /// <summary>Of those that were applied, the newest are kept.</summary>
    public const int MostPast = 50;

    public const int MostOutcome = 500;

    /// <summary>What differs by less is the same advice.</summary>
    private const double Material = 0.1;

    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    private StoredRecommendation()
    {
    }

    public StoredRecommendation(Guid deploymentId, OptimizationStrategy strategy, OptimizationTargets targets, Recommendation advice, string currency, DateTimeOffset now)
    {
        (Id, DeploymentId, Strategy, Targets, CreatedAt) = (Guid.CreateVersion7(now), deploymentId, strategy, targets, now);
        (Kind, Current, Proposed) = (advice.Kind, advice.Current, advice.Proposed);
        Refresh(advice, currency, now);
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public OptimizationStrategy Strategy { get; private set; }

    public OptimizationTargets Targets { get; private set; } = OptimizationTargets.None;

    public RecommendationKind Kind { get; private set; }

    public RecommendationState State { get; private set; } = RecommendationState.Open;

    /// <summary>In cores, bytes or instances, as <see cref="Kind"/> says.</summary>
    public double Current { get; private set; }

    public double Proposed { get; private set; }

    /// <summary>Its figures as they were looked at last.</summary>
    public Recommendation Advice { get; private set; } = null!;

    public string Currency { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset FreshAt { get; private set; }

    public DateTimeOffset? AppliedAt { get; private set; }

    public Guid? AppliedBy { get; private set; }

    /// <summary>The number of the release that brought it; null where it took none.</summary>
    public int? Release { get; private set; }

    /// <summary>How the deployment was before it was applied.</summary>
    public HealthWindow? Before { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? Outcome { get; private set; }

    /// <summary>Whether it says what this advice says: then it keeps its id, and stays dismissed.</summary>
    public bool IsSame(OptimizationTargets targets, Recommendation advice) =>
        Kind == advice.Kind && Targets == targets && Current == advice.Current && Math.Abs(advice.Proposed - Proposed) <= Material * Proposed;

    public bool IsStale(DateTimeOffset now) => now - FreshAt >= FreshFor;

    /// <summary>The same advice with the figures of now.</summary>
    public void Refresh(Recommendation advice, string currency, DateTimeOffset now) => (Advice, Currency, FreshAt) = (advice with { Proposed = Proposed }, currency, now);

    public bool TryDismiss(DateTimeOffset now, [NotNullWhen(false)] out string? reason)
    {
        reason = State is RecommendationState.Open or RecommendationState.Dismissed ? null : $"It is {Word} already.";
        if (reason is null)
            (State, EndedAt) = (RecommendationState.Dismissed, now);
        return reason is null;
    }

    public bool TryApply([NotNullWhen(false)] out string? reason)
    {
        reason = State is RecommendationState.Open or RecommendationState.Dismissed ? null : $"It is {Word} already.";
        return reason is null;
    }

    public void Apply(Guid by, int? release, HealthWindow before, DateTimeOffset now) =>
        (State, AppliedBy, Release, Before, AppliedAt, EndedAt) = (RecommendationState.Watching, by, release, before, now, null);

    public bool TryUndo([NotNullWhen(false)] out string? reason)
    {
        reason = State is RecommendationState.Watching or RecommendationState.Kept ? null : "It is not applied.";
        return reason is null;
    }

    public void End(RecommendationState state, string outcome, DateTimeOffset now) =>
        (State, Outcome, EndedAt) = (state, outcome.Length <= MostOutcome ? outcome : outcome[..MostOutcome], now);

    private string Word => State switch
    {
        RecommendationState.Undone => "undone",
        _ => "applied",
    };
}
