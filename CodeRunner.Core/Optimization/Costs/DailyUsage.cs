using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>
/// What a deployment had and used on a day (UTC): cores and GB times hours. It is priced when somebody asks, and outlives the deployment. Paid is, moment by moment, the larger of
/// what was reserved and what was used; what is paid and not used is idle.
/// </summary>
public sealed class DailyUsage
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(400);

    public Guid DeploymentId { get; init; }

    public DateOnly Day { get; init; }

    public Guid ProjectId { get; init; }

    public EnvironmentName Environment { get; init; }

    /// <summary>The deployment's, for when it is gone.</summary>
    public string Name { get; init; } = "";

    public double PaidCpu { get; init; }

    public double UsedCpu { get; init; }

    public double PaidGb { get; init; }

    public double UsedGb { get; init; }

    public long Requests { get; init; }

    public long EgressBytes { get; init; }
}
