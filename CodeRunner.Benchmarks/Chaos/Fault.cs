namespace CodeRunner.Benchmarks.Chaos;

/// <summary>What befalls a service's process.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL; the AppHost starts it again by itself, or we do after the time.</summary>
    Kill,

    /// <summary>It is asked to end, and started again after the time.</summary>
    Stop,

    /// <summary>It and all that it started stand still (SIGSTOP) for the time.</summary>
    Delay,
}

/// <summary>One fault of a schedule: so long after the beginning, for so long.</summary>
internal sealed record Fault(TimeSpan At, string Service, FaultKind Kind, TimeSpan For);
