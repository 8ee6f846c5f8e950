using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>What a limit may be. 0 is one too: then nothing may run.</summary>
public static class LimitRules
{
    private const int MostInstances = 1_000_000;
    private const int MostCpus = 1_000_000;
    private const long MostMemoryMb = 1_000_000_000;

    public static IEnumerable<(string Field, string Text)> Check(ResourceLimits limits)
    {
        if (limits.Instances is < 0 or > MostInstances)
            yield return ("instances", $"It must be 0 to {MostInstances}, or null for no limit.");
        if (limits.Cpus is < 0 or > MostCpus)
            yield return ("cpus", $"It must be 0 to {MostCpus}, or null for no limit.");
        if (limits.MemoryMb is < 0 or > MostMemoryMb)
            yield return ("memoryMb", $"It must be 0 to {MostMemoryMb} MB, or null for no limit.");
    }
}
