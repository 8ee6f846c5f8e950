namespace CodeRunner.Core.Deployments.Limiting;

/// <summary>How hard a sandbox presses against its limits, as the kernel counts it since its start. Null is what the machine does not tell.</summary>
public sealed record Strain
{
    /// <summary>Processes that were refused.</summary>
    public long? RefusedProcesses { get; init; }

    /// <summary>How often it asked for memory beyond its limit. File cache that the kernel then takes back counts too.</summary>
    public long? MemoryHits { get; init; }

    /// <summary>What it holds, without the file cache that is given up at once.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The time in which it was held back at its CPU limit for some part of each tenth of a second.</summary>
    public TimeSpan? Slowed { get; init; }

    /// <summary>Open files of that of its processes which has the most, and how many one may have.</summary>
    public (long Most, int Limit)? OpenFiles { get; init; }

    /// <summary>The file systems that it may write to and that have a bound of their own.</summary>
    public IReadOnlyList<Space> Spaces { get; init; } = [];
}
