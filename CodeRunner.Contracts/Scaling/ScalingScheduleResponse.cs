namespace CodeRunner.Contracts.Scaling;

/// <summary><see cref="Active"/>: whether it raises the minimum at this moment; <see cref="NextAt"/>: when it begins next, null when it is off.</summary>
public sealed record ScalingScheduleResponse(
    Guid Id,
    Guid DeploymentId,
    string Cron,
    string TimeZone,
    int DurationMinutes,
    int MinInstances,
    bool Enabled,
    bool Active,
    DateTimeOffset? NextAt);
