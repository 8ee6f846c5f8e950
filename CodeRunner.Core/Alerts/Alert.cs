using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Core.Alerts;

/// <summary>A firing of a rule. It keeps what the rule said then: rules change, and go.</summary>
public sealed class Alert
{
    /// <summary>How long it is kept once it is resolved.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private Alert()
    {
    }

    public Alert(AlertRule rule, Guid projectId, double? value, string summary, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        RuleId = rule.Id;
        ProjectId = projectId;
        DeploymentId = rule.DeploymentId;
        Kind = rule.Kind;
        Threshold = rule.Threshold;
        Value = value;
        Summary = summary;
        FiredAt = now;
    }

    /// <summary>Of a project's budget, which is no deployment's and has no rule: in % of the budget.</summary>
    public Alert(Guid projectId, double percent, string summary, DateTimeOffset now) => (Id, ProjectId, Kind, Threshold, Value, Summary, FiredAt) =
        (Guid.CreateVersion7(now), projectId, AlertKind.Budget, 100, percent, summary, now);

    public Guid Id { get; private set; }

    public Guid? RuleId { get; private set; }

    public Guid ProjectId { get; private set; }

    public Guid? DeploymentId { get; private set; }

    public AlertKind Kind { get; private set; }

    public AlertState State { get; private set; } = AlertState.Firing;

    public double? Threshold { get; private set; }

    /// <summary>As measured when it fired, in the kind's unit.</summary>
    public double? Value { get; private set; }

    public string Summary { get; private set; } = "";

    public DateTimeOffset FiredAt { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>Why it ended, in words.</summary>
    public string? Resolution { get; private set; }

    public string? AcknowledgedBy { get; private set; }

    public DateTimeOffset? AcknowledgedAt { get; private set; }

    public void Resolve(string why, DateTimeOffset now) => (State, Resolution, ResolvedAt) = (AlertState.Resolved, why, now);

    /// <summary>The first who says so counts.</summary>
    public bool TryAcknowledge(string email, DateTimeOffset now)
    {
        if (State != AlertState.Firing)
            return false;
        AcknowledgedBy ??= email;
        AcknowledgedAt ??= now;
        return true;
    }

    public AlertResponse Show() => new(
        Id, RuleId, ProjectId, DeploymentId, Kind, State, FiredAt, ResolvedAt, Value, Threshold, Summary, Resolution, AcknowledgedBy, AcknowledgedAt);
}
