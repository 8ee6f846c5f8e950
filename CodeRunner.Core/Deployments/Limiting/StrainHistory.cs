using System.Collections.Immutable;

namespace CodeRunner.Core.Deployments.Limiting;

/// <summary>What was seen of one sandbox when something was last said about it; times are since any moment that stays the same.</summary>
public sealed record StrainHistory
{
    public long RefusedProcesses { get; init; }

    public long MemoryHits { get; init; }

    public TimeSpan Slowed { get; init; }

    /// <summary>When the minute of CPU time that is being watched began.</summary>
    public TimeSpan MinuteBegan { get; init; }

    /// <summary>When each kind of line was last said.</summary>
    public ImmutableDictionary<string, TimeSpan> Said { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Of a sandbox that starts now: whatever the kernel has counted is news.</summary>
    public static StrainHistory Of(TimeSpan now) => new() { MinuteBegan = now };

    /// <summary>Of one that ran before we looked: what the kernel has counted until now is old.</summary>
    public static StrainHistory Since(TimeSpan now, Strain seen) => new()
    {
        MinuteBegan = now,
        Slowed = seen.Slowed ?? TimeSpan.Zero,
        RefusedProcesses = seen.RefusedProcesses ?? 0,
        MemoryHits = seen.MemoryHits ?? 0,
    };
}
