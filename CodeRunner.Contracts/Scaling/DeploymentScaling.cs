namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// How a deployment scales by itself. <see cref="Active"/>: a policy or schedule is enabled, and it was not scaled by hand since. <see cref="SuspendedBy"/>: the name of who did. Between
/// <see cref="Minimum"/> and <see cref="Maximum"/> instances, the schedules of this moment included;
/// a minimum of 0 means that it may sleep.
/// </summary>
public sealed record DeploymentScaling(bool Active, DateTimeOffset? SuspendedAt, string? SuspendedBy, int Minimum, int Maximum);
