namespace CodeRunner.Core.Optimization.Costs;

/// <summary>A day of a deployment of which more is known by now than its <see cref="DailyUsage"/> says. Written by the roll-up of metrics.</summary>
public sealed class PendingUsage
{
    public Guid DeploymentId { get; init; }

    public DateOnly Day { get; init; }
}
