namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>Finds the runtimes that apps need where the machine has them somewhere else than in its system directories, such as in /opt or in a home.</summary>
internal static class Toolchain
{
    private static readonly string[] Programs = ["node", "python3", "dotnet"];
    private static readonly string[] SystemPath = ["/usr/local/bin", "/usr/bin", "/bin"];

    public static IReadOnlyList<string> FindOutsideOf(IReadOnlyList<string> system, string? searchPath) =>
        [.. Programs.Where(p => !SystemPath.Any(d => ResolvesWithin(Path.Combine(d, p), system))).Select(p => RootOf(p, searchPath)).OfType<string>().Distinct()];

    private static bool ResolvesWithin(string program, IReadOnlyList<string> system) =>
        File.Exists(program) && Resolve(program) is var real && system.Any(s => real.StartsWith(s + "/", StringComparison.Ordinal));

    private static string? RootOf(string program, string? searchPath)
    {
        foreach (var directory in (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(directory, program);
            if (!Path.IsPathRooted(path) || !File.Exists(path) || IsScript(path)) continue;
            var home = Path.GetDirectoryName(Resolve(path))!;
            var root = Path.GetFileName(home) == "bin" ? Path.GetDirectoryName(home)! : home;
            if (root.Count(c => c == '/') >= 2 && !IsHome(root)) return root;
        }

        return null;
    }

    /// <summary>A program in somebody's own bin would show apps all that this user has.</summary>
    private static bool IsHome(string root) =>
        root == Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) || Path.GetDirectoryName(root) == "/home" || root == "/root";

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>Version managers put scripts in the path that choose a program by what is in a home.</summary>
    private static bool IsScript(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '#';
    }
}
