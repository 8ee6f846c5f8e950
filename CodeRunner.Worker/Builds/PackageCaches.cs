using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>A project's package caches: kept between its builds, never shared with another project, which could poison them.</summary>
public sealed class PackageCaches(BuildPaths paths, IOptions<BuildsOptions> options)
{
    private const string Target = "/cache";
    private const uint WritableByOthers = 0x12;

    /// <summary>Where the package managers find their cache in a build.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["npm_config_cache"] = $"{Target}/npm",
        ["NUGET_PACKAGES"] = $"{Target}/nuget",
        ["NUGET_HTTP_CACHE_PATH"] = $"{Target}/nuget-http",
        ["PIP_CACHE_DIR"] = $"{Target}/pip",
    };

    /// <summary>The project's cache, until the answer is disposed; another than before when that was half of what a build may write, or made so that no sandbox could take it.</summary>
    public Task<CacheDirectory> OpenAsync(Guid projectId, CancellationToken cancellationToken)
    {
        BuildPaths.MakeDirectory(paths.Caches(projectId));
        return CacheDirectory.OpenAsync(paths.Caches(projectId), (long)options.Value.DiskMb << 19, cancellationToken);
    }

    public static SandboxMount MountOf(string directory) => new(directory, Target, Writable: true);

    /// <summary>
    /// Moves the project's cache disk to <paramref name="image"/> for one build. False when there is none: the first time, when another build of the project has
    /// it, or when it was half full, or of another size.
    /// </summary>
    public bool Claim(Guid projectId, string image)
    {
        BuildPaths.MakeDirectory(paths.Caches(projectId));
        if (!IsOwn(Kept(projectId)))
            return false;
        try
        {
            File.Move(Kept(projectId), image, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        var limit = (long)options.Value.DiskMb << 20;
        if (SparseFile.BytesOnDisk(image) <= limit / 2 && new FileInfo(image).Length is var size && size >= limit && size < limit + (limit / 4) + (16 << 20))
            return true;
        File.Delete(image);
        return false;
    }

    /// <summary>Keeps it for the project's next build. A project that was deleted meanwhile gets none.</summary>
    public void PutBack(Guid projectId, string image)
    {
        try
        {
            File.Move(image, Kept(projectId), overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            File.Delete(image);
        }
    }

    /// <summary>Only what this user has made, and nobody else can have had in hand, is mounted: a file, no link to one, by this name alone.</summary>
    private static bool IsOwn(string image)
    {
        using var directory = OpenDirectory.Open(Path.GetDirectoryName(image)!);
        return directory.TryStatus(OpenDirectory.NameOf(Path.GetFileName(image))) is { Kind: EntryKind.File, Links: 1 } status
            && status.Uid == directory.Status().Uid && (status.Mode & WritableByOthers) == 0;
    }

    private string Kept(Guid projectId) => Path.Combine(paths.Caches(projectId), "packages.disk");
}
