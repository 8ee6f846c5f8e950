namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// What of the host a sandbox sees, read-only: the system's programs and libraries, and toolchains that lie elsewhere.
/// <see cref="Links"/> are those of the top level, such as /bin on a merged system.
/// </summary>
internal sealed record SystemView(
    IReadOnlyList<string> Directories, IReadOnlyList<(string Path, string Target)> Links, IReadOnlyList<string> Toolchains, IReadOnlyList<string> MaskedFiles)
{
    private static readonly string[] TopLevel = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
    private static readonly string[] Telling = ["/proc/keys", "/proc/key-users", "/proc/timer_list", "/proc/sched_debug", "/proc/kallsyms", "/proc/kcore", "/proc/latency_stats", "/proc/timer_stats"];

    public string SearchPath => string.Join(':', [.. Toolchains.Select(ProgramsOf), "/usr/local/bin", "/usr/bin", "/bin"]);

    public static SystemView Discover(string? searchPath)
    {
        var links = new List<(string, string)>();
        var directories = new List<string> { "/usr" };
        foreach (var path in TopLevel)
            if (new DirectoryInfo(path) is { Exists: true } directory)
                if (directory.LinkTarget is { } target) links.Add((path, target));
                else directories.Add(path);
        return new SystemView(directories, links, Toolchain.FindOutsideOf(directories, searchPath), [.. Telling.Where(File.Exists)]);
    }

    private static string ProgramsOf(string toolchain) => Directory.Exists(Path.Combine(toolchain, "bin")) ? Path.Combine(toolchain, "bin") : toolchain;
}
