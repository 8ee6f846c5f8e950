namespace CodeRunner.Contracts.Alerts;

/// <summary>
/// A firing of a rule. <see cref="Value"/> is what was measured when it fired, in the kind's unit; <see cref="Resolution"/> says why it ended. <see cref="AcknowledgedBy"/>:
/// the email of who said that they look after it. A project's budget has neither a rule nor a deployment.
/// </summary>
public sealed record AlertResponse(
    Guid Id,
    Guid? RuleId,
    Guid ProjectId,
    Guid? DeploymentId,
    AlertKind Kind,
    AlertState State,
    DateTimeOffset FiredAt,
    DateTimeOffset? ResolvedAt,
    double? Value,
    double? Threshold,
    string Summary,
    string? Resolution,
    string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt);
