using CodeRunner.Core.Deployments.Limiting;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

internal static class ContainerStrain
{
    private const int PeriodMilliseconds = 100;

    /// <summary>What an engine tells of it: neither the processes that were refused nor what is full.</summary>
    public static async Task<Strain?> FindAsync(IDockerClient engine, string container, CancellationToken cancellationToken)
    {
        if (await ReadAsync(engine, container, cancellationToken) is not { CPUStats: { } cpu, MemoryStats: { Usage: not null } memory }) return null;
        return new Strain
        {
            MemoryHits = (long?)memory.Failcnt,
            MemoryBytes = Used(memory),
            Slowed = cpu.ThrottlingData is { } slowed ? TimeSpan.FromMilliseconds((double)slowed.ThrottledPeriods * PeriodMilliseconds) : null,
        };
    }

    /// <summary>Without what the kernel gives up as soon as it is wanted; null when the engine does not tell.</summary>
    public static long? Used(MemoryStats memory) => memory.Usage is { } used ? (long)(used - CacheOf(memory, used)) : null;

    private static async Task<ContainerStatsResponse?> ReadAsync(IDockerClient engine, string container, CancellationToken cancellationToken)
    {
        var latest = new Latest();
        try
        {
            await engine.Containers.GetContainerStatsAsync(container, new ContainerStatsParameters { Stream = false, OneShot = true }, latest, cancellationToken);
        }
        catch (DockerApiException)
        {
            return null;
        }

        return latest.Value;
    }

    private static ulong CacheOf(MemoryStats memory, ulong used) =>
        memory.Stats is { } stats && (stats.TryGetValue("total_inactive_file", out var cache) || stats.TryGetValue("inactive_file", out cache)) ? Math.Min(used, cache) : 0;

    private sealed class Latest : IProgress<ContainerStatsResponse>
    {
        public ContainerStatsResponse? Value { get; private set; }

        public void Report(ContainerStatsResponse value) => Value = value;
    }
}
