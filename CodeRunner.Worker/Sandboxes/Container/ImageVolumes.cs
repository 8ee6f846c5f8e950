namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Pure: where an image wants to write.</summary>
internal static class ImageVolumes
{
    /// <summary>
    /// As the kernel would resolve them: /data for "/data/" and "/x/../data". An engine does so too, and would make a volume on its disk, which nothing bounds, for each
    /// that is not named just so. None that is a mount's place, nor the root.
    /// </summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> declared, IReadOnlyList<SandboxMount> mounts) =>
        [.. declared.Where(path => path.StartsWith('/')).Select(Normalise).Where(path => path != "/" && mounts.All(mount => mount.Target != path)).Distinct()];

    private static string Normalise(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
