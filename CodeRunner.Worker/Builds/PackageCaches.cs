using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>A project's package caches: kept between its builds, never shared with another project, which could poison them.</summary>
public sealed class PackageCaches(BuildPaths paths)
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

    public IReadOnlyList<SandboxMount> Open(Guid projectId)
    {
        var directory = paths.Caches(projectId);
        BuildPaths.MakeDirectory(directory);
        return [new SandboxMount(directory, Target, Writable: true)];
    }
}
