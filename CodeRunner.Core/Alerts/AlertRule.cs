using CodeRunner.Contracts.Alerts;
using CodeRunner.Core.Alerts.Deciding;

namespace CodeRunner.Core.Alerts;

/// <summary>What a deployment is watched for, and how far that has come: both in one row, so that a change of the rule and a decision by it never mix.</summary>
public sealed class AlertRule
{
    /// <summary>Rules that one deployment may have.</summary>
    public const int MostPerDeployment = 20;

    public const int UsualCrashes = 3;
    public const int UsualDownSeconds = 60;
    public const int UsualSeconds = 300;

    private AlertRule()
    {
    }

    public AlertRule(Guid deploymentId, AlertKind kind, double? threshold, int forSeconds, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        DeploymentId = deploymentId;
        Kind = kind;
        Threshold = threshold;
        ForSeconds = forSeconds;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public string? Name { get; set; }

    public AlertKind Kind { get; private set; }

    /// <summary>In the kind's unit; null where it has none.</summary>
    public double? Threshold { get; private set; }

    public int ForSeconds { get; private set; }

    public bool Enabled { get; set; } = true;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? PendingSince { get; private set; }

    public DateTimeOffset? ClearSince { get; private set; }

    public DateTimeOffset? KnownAt { get; private set; }

    /// <summary>The alert that fires now.</summary>
    public Guid? AlertId { get; private set; }

    public AlertCondition Condition => new(PendingSince, ClearSince, KnownAt, AlertId is not null);

    /// <summary>What each new deployment is watched for: that it serves at all. Where load becomes a worry differs by app, so that is for people to say.</summary>
    public static IReadOnlyList<AlertRule> Defaults(Guid deploymentId, DateTimeOffset now) =>
    [
        new(deploymentId, AlertKind.Down, null, UsualDownSeconds, now),
        new(deploymentId, AlertKind.CrashLoop, UsualCrashes, 0, now),
    ];

    /// <summary>What it had found counts no more: it was found by another rule.</summary>
    public void Change(AlertKind kind, double? threshold, int forSeconds)
    {
        (Kind, Threshold, ForSeconds) = (kind, threshold, forSeconds);
        Forget();
    }

    public void Forget() => (PendingSince, ClearSince, KnownAt, AlertId) = (null, null, null, null);

    /// <summary>Keeps how far it is; <paramref name="alertId"/> is the alert that it fires from now on, or fired before.</summary>
    public void Note(AlertCondition condition, Guid? alertId) =>
        (PendingSince, ClearSince, KnownAt, AlertId) = (condition.PendingSince, condition.ClearSince, condition.KnownAt, condition.Firing ? alertId : null);
}
