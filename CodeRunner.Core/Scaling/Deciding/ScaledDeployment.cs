using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What is stored of a deployment that scales by itself, as far as decisions go by it. <paramref name="Limits"/> are those of the release that serves.</summary>
public sealed record ScaledDeployment(Guid Id, DesiredState DesiredState, int Desired, Limits Limits, IReadOnlyList<ScaledInstance> Healthy)
{
    private const int UsualStart = 5;

    public required IReadOnlyList<ScaleRule> Rules { get; init; }

    public required IReadOnlyList<ScaledSchedule> Schedules { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>Whether a release serves.</summary>
    public bool Serves { get; init; }

    /// <summary>Whether another release is about to take its place.</summary>
    public bool IsDeploying { get; init; }

    /// <summary>Whether a load test runs, which is about a fixed number of instances.</summary>
    public bool IsLoadTested { get; init; }

    /// <summary>Why nothing is decided now; null when something is.</summary>
    public string? Held => this switch
    {
        { DesiredState: not DesiredState.Running } => "The deployment is stopped.",
        { IsSuspended: true } => "Scaling is suspended, because somebody scaled by hand; it goes on when it is resumed.",
        { Serves: false } => "No release serves yet.",
        { IsDeploying: true } => "A release is about to take the place of the one that serves.",
        { IsLoadTested: true } => "A load test runs, which measures this number of instances.",
        _ => null,
    };

    public ScaleBounds BoundsAt(DateTimeOffset now) => new(
        Schedules.Where(schedule => schedule.Times.Holds(now)).Select(schedule => schedule.MinInstances).DefaultIfEmpty().Max(), Deployment.MostInstances, StartSeconds());

    /// <summary>The median.</summary>
    private int StartSeconds()
    {
        var starts = Healthy.Select(instance => instance.Start).OfType<TimeSpan>().Order().ToList();
        return starts.Count == 0 ? UsualStart : Math.Max(1, (int)Math.Ceiling(starts[starts.Count / 2].TotalSeconds));
    }
}
