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

    /// <summary>For a release to wait for its build: for another of its deployment's, or for its turn on the node.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00", ErrorMessage = "Deployments:QueueDeadline must be between a second and seven days.")]
    public TimeSpan QueueDeadline { get; set; } = TimeSpan.FromHours(2);

    /// <summary>For a release until all its instances are healthy, all their tries together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Deployments:StartDeadline must be between a second and a day.")]
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For one start of an instance until it is healthy.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Deployments:HealthDeadline must be between a second and a day.")]
    public TimeSpan HealthDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between SIGTERM and SIGKILL.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Deployments:StopGrace must be between zero and an hour.")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For a deleted deployment's files to be removed, until its reason says what stands in the way.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Deployments:DeleteDelay must be between zero and a day.")]
    public TimeSpan DeleteDelay { get; set; } = TimeSpan.FromMinutes(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00", ErrorMessage = "Deployments:FirstBackoff must be between a tenth of a second and a day.")]
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00", ErrorMessage = "Deployments:LongestBackoff must be between a tenth of a second and a day.")]
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Between two health checks of an instance that is healthy.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Deployments:HealthInterval must be between a tenth of a second and an hour.")]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "Deployments:HealthTimeout must be between a tenth of a second and ten minutes.")]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Failed checks in a row until an instance is replaced.</summary>
    [Range(1, 100, ErrorMessage = "Deployments:HealthFailures must be between 1 and 100.")]
    public int HealthFailures { get; set; } = 3;

    /// <summary>Between two looks at what has not come to rest; changes are announced and do not wait for it.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two pages of the slow look at everything.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at the limits that apps run into, which are said in their logs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Deployments:StrainInterval must be between a tenth of a second and an hour.")]
    public TimeSpan StrainInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    public ReconcileRules ToRules(BuildsOptions builds) => new()
    {
        QueueDeadline = QueueDeadline,
        StartDeadline = StartDeadline,
        HealthDeadline = HealthDeadline,
        DeleteDelay = DeleteDelay,
        BuildDeadline = builds.Timeout + AroundTheSteps,
        FirstBackoff = FirstBackoff,
        LongestBackoff = LongestBackoff,
        StopDeadline = StopGrace + TimeSpan.FromSeconds(30),
    };
}
