namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>The time limits and waits of reconciling.</summary>
public sealed record ReconcileRules
{
    /// <summary>How long a build may take from its turn on before it is ended; the builder's own steps have shorter limits.</summary>
    public TimeSpan BuildDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a release may wait for its build: for another of its deployment's, or for its turn on the node.</summary>
    public TimeSpan QueueDeadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long one start of an instance may take until it is healthy.</summary>
    public TimeSpan HealthDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a release may take until all its instances are healthy, all its tries together.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Crashes of one instance until a release that never served has failed.</summary>
    public int StartTries { get; init; } = 3;

    /// <summary>The wait between those tries.</summary>
    public TimeSpan StartPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an ingress may take to hear that an instance gets no new requests; an idle instance is stopped after it.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long ending a sandbox may take, its grace included, until it is removed by force.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(45);

    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A run of this length makes the next crash count as the first.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromMinutes(10);
}
