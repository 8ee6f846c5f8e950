namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>The time limits and waits of reconciling.</summary>
public sealed record ReconcileRules
{
    /// <summary>How long a build may take from its turn on before it is ended; the builder's own steps have shorter limits.</summary>
    public TimeSpan BuildDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Builds of a release that were interrupted, as by the end of their Worker, until it has failed: what it builds may be what ends the Worker.</summary>
    public int BuildTries { get; init; } = 3;

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

    /// <summary>How long removing a deleted deployment's files may take until its reason says what stands in the way.</summary>
    public TimeSpan DeleteDelay { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A sandbox that is lost after a shorter run than this waits as after a crash: whatever takes it away may do so each time.</summary>
    public TimeSpan LostSoon { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A run of this length makes the next crash count as the first.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromMinutes(10);
}
