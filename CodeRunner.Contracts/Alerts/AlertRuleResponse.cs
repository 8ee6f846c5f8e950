namespace CodeRunner.Contracts.Alerts;

/// <summary>
/// <see cref="For"/>: seconds that it must hold until it fires. <see cref="PendingSince"/>: since when it holds without having fired; <see cref="AlertId"/>: the alert that
/// fires now.
/// </summary>
public sealed record AlertRuleResponse(
    Guid Id,
    Guid DeploymentId,
    string? Name,
    AlertKind Kind,
    double? Threshold,
    int For,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PendingSince,
    Guid? AlertId);
