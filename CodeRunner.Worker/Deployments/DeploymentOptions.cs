using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Builds;

namespace CodeRunner.Worker.Deployments;

/// <summary>Section "Deployments".</summary>
public sealed class DeploymentOptions
{
    public const string Section = "Deployments";

    /// <summary>Unpacking a source before a build's steps, and keeping what they left.</summary>
    private static readonly TimeSpan AroundTheSteps = TimeSpan.FromMinutes(5);

    public TimeSpan HealthDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between SIGTERM and SIGKILL.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Between two health checks of an instance that is healthy.</summary>
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Failed checks in a row until an instance is replaced.</summary>
    [Range(1, 100)]
    public int HealthFailures { get; set; } = 3;

    /// <summary>Between two looks at what has not come to rest; changes are announced and do not wait for it.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two pages of the slow look at everything.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    public ReconcileRules ToRules(BuildsOptions builds) => new()
    {
        HealthDeadline = HealthDeadline,
        BuildDeadline = builds.Timeout + AroundTheSteps,
        FirstBackoff = FirstBackoff,
        LongestBackoff = LongestBackoff,
        StopDeadline = StopGrace + TimeSpan.FromSeconds(30),
    };
}
