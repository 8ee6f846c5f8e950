namespace CodeRunner.Worker.Sources.Git;

/// <summary>Takes out of a tree every symbolic link that does not plainly stay inside it. Nothing may be writing to the tree.</summary>
internal static class LinkPruner
{
    private const int MaxDepth = 255;

    /// <summary>Removes the links that leave; returns their paths, relative to <paramref name="root"/>.</summary>
    public static IReadOnlyList<string> Prune(string root)
    {
        var links = Find(new DirectoryInfo(root), 0).ToList();
        var leaving = links.Where(link => Leaves(root, link)).ToList();
        foreach (var link in leaving)
            link.Delete();
        return [.. leaving.Select(link => Path.GetRelativePath(root, link.FullName))];
    }

    private static IEnumerable<FileSystemInfo> Find(DirectoryInfo directory, int depth)
    {
        if (depth > MaxDepth)
            throw new SourceException("git_path_refused", $"The repository is more than {MaxDepth} folders deep.");
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
                yield return entry;
            else if (entry is DirectoryInfo child)
                foreach (var link in Find(child, depth + 1))
                    yield return link;
        }
    }

    /// <summary>True also for a link through another link: where that leads cannot be read off its text.</summary>
    private static bool Leaves(string root, FileSystemInfo link)
    {
        var target = link.LinkTarget!;
        if (Path.IsPathRooted(target))
            return true;
        var at = new List<string>(Path.GetRelativePath(root, Path.GetDirectoryName(link.FullName)!).Split('/').Where(part => part != "."));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part != "..")
                at.Add(part);
            else if (at.Count == 0)
                return true;
            else
                at.RemoveAt(at.Count - 1);
            if (at.Count > 0 && new FileInfo(Path.Combine([root, .. at])).LinkTarget is not null)
                return true;
        }
        return false;
    }
}
