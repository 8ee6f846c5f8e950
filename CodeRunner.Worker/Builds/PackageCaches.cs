using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>A project's package caches: kept between its builds, never shared with another project, which could poison them.</summary>
public sealed class PackageCaches(BuildPaths paths, IOptions<BuildsOptions> options)
{
    private const string Target = "/cache";

    /// <summary>Where the package managers find their cache in a build.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["npm_config_cache"] = $"{Target}/npm",
        ["NUGET_PACKAGES"] = $"{Target}/nuget",
        ["NUGET_HTTP_CACHE_PATH"] = $"{Target}/nuget-http",
        ["PIP_CACHE_DIR"] = $"{Target}/pip",
    };

    /// <summary>The project's cache, emptied first when it is half of what a build may write, or made so that no sandbox could take it.</summary>
    public async Task<IReadOnlyList<SandboxMount>> OpenAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var directory = paths.Caches(projectId);
        var full = await DiskTree.MeasureAsync(directory, cancellationToken) > (long)options.Value.DiskMb << 19;
        if (full || await DiskTree.IsDeepAsync(directory, cancellationToken))
            await DiskTree.DeleteAsync(directory, cancellationToken);
        BuildPaths.MakeDirectory(directory);
        return [new SandboxMount(directory, Target, Writable: true)];
    }
}
