namespace CodeRunner.Contracts.Live;

/// <summary>
/// Something of a project changed; <see cref="Kind"/> is deployment, release, instance or loadtest. <see cref="State"/> is its new state in the API's words ("deleted" when it
/// is gone).
/// </summary>
public sealed record StateChange(string Kind, Guid Id, Guid ProjectId, Guid DeploymentId, string State, Reason? Reason, DateTimeOffset At);
