using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Contracts.LoadTests;

/// <summary>
/// A load test with its settings, and what was measured so far. <paramref name="Reason"/> says why it ended before its time or could not go on. <paramref name="Requests"/> are all that were sent;
/// those of the warm-up, and of a step that was broken off, are in no step. <paramref name="KneeNote"/> says of <paramref name="Knee"/> what it means, or why there is none.
/// </summary>
public sealed record LoadTestResponse(
    Guid Id,
    Guid DeploymentId,
    LoadTestState State,
    Reason? Reason,
    string Path,
    string Method,
    int MaxConcurrency,
    int MaxRequests,
    int Seconds,
    int? Release,
    Limits? Limits,
    int? Instances,
    long Requests,
    long WarmUpRequests,
    IReadOnlyList<LoadTestStep> Steps,
    LoadTestKnee? Knee,
    string? KneeNote,
    string? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt);
