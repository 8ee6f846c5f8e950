using Docker.DotNet;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>What an engine says of itself that matters here.</summary>
internal sealed record EngineFacts(
    string Version, bool Memory, bool Swap, bool Cpu, bool Pids, bool Rootless, bool RemapsUsers, bool TellsOutOfMemory, IReadOnlyList<string> Runtimes)
{
    public static async Task<EngineFacts> AskAsync(IDockerClient engine, CancellationToken cancellationToken)
    {
        var info = await engine.System.GetSystemInfoAsync(cancellationToken);
        var version = await engine.System.GetVersionAsync(cancellationToken);
        var security = info.SecurityOptions ?? [];
        bool Has(string name) => security.Any(o => o.Split(',').Contains($"name={name}"));
        var podman = version.Components?.Any(c => c.Name.Contains("Podman", StringComparison.OrdinalIgnoreCase)) ?? false;
        return new EngineFacts(
            info.ServerVersion, info.MemoryLimit, info.SwapLimit, info.CPUCfsQuota, info.PidsLimit, Has("rootless"), Has("userns"), !podman || info.CgroupVersion == "2", [.. info.Runtimes?.Keys ?? []]);
    }
}
