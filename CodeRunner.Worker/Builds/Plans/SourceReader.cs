namespace CodeRunner.Worker.Builds.Plans;

/// <summary>Reads a <see cref="SourceTree"/> from disk. It follows no link, so that a source cannot show a file of the host.</summary>
internal static class SourceReader
{
    private const int MaxDepth = 4;
    private const int MaxFiles = 20_000;
    private const int MaxTexts = 50;
    private const long MaxTextBytes = 512 << 10;

    private static readonly HashSet<string> Skipped = ["node_modules", ".git", ".venv", "bin", "obj"];
    private static readonly HashSet<string> TextNames = ["package.json", "requirements.txt", "Procfile"];

    public static SourceTree Read(string root)
    {
        var files = Find(new DirectoryInfo(root), 0).Take(MaxFiles).ToDictionary(file => Path.GetRelativePath(root, file.FullName));
        var texts = files
            .Where(file => IsText(file.Key) && file.Value.Length <= MaxTextBytes)
            .Take(MaxTexts)
            .Select(file => (file.Key, Text: PlainFile.TryReadText(file.Value.FullName, MaxTextBytes)))
            .Where(file => file.Text is not null)
            .ToDictionary(file => file.Key, file => file.Text!);
        return new SourceTree(files.Keys.ToHashSet(), texts);
    }

    private static IEnumerable<FileInfo> Find(DirectoryInfo directory, int depth)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.LinkTarget is not null || (entry.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0)
                continue;
            if (entry is FileInfo file)
                yield return file;
            else if (entry is DirectoryInfo child && depth < MaxDepth && !Skipped.Contains(child.Name))
                foreach (var nested in Find(child, depth + 1))
                    yield return nested;
        }
    }

    private static bool IsText(string path) => TextNames.Contains(path) || DotnetPlan.IsProject(path);
}
