namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>What a run of the reconciler came to; the entities of its snapshot are changed accordingly and wait to be stored.</summary>
public sealed record Outcome(
    IReadOnlyList<Step> Steps,
    IReadOnlyList<Effect> Effects,
    IReadOnlyList<Instance> Created,
    IReadOnlyList<Instance> Removed,
    bool StateChanged,
    bool Erase,
    DateTimeOffset? WakeAt);
