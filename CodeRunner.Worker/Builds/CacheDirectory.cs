namespace CodeRunner.Worker.Builds;

/// <summary>
/// A project's package cache where it is a directory, which builds of the project may use at once. One that is too large is replaced by an empty one and not emptied:
/// who uses it goes on with it, and it is removed by the first who comes after the last of them.
/// </summary>
public sealed class CacheDirectory : IDisposable
{
    private const string Prefix = "files-";
    private readonly FileStream use;

    private CacheDirectory(string path, FileStream use) => (Path, this.use) = (path, use);

    public string Path { get; }

    /// <summary>Lies in <paramref name="parent"/>, beside the locks that say which are in use, by whichever Worker.</summary>
    public static async Task<CacheDirectory> OpenAsync(string parent, long mostBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = Newest(parent) ?? Make(parent);
            if (TryUse(parent, newest) is not { } cache)
                continue;
            if (await DiskTree.MeasureAsync(newest, cancellationToken) > mostBytes || await DiskTree.IsDeepAsync(newest, cancellationToken))
            {
                cache.Dispose();
                Make(parent);
                continue;
            }
            await RemoveOthersAsync(parent, newest, cancellationToken);
            return cache;
        }
    }

    public void Dispose() => use.Dispose();

    private static string? Newest(string parent) => Directory.EnumerateDirectories(parent, $"{Prefix}*").Max(StringComparer.Ordinal);

    private static string Make(string parent)
    {
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Guid.CreateVersion7():N}");
        BuildPaths.MakeDirectory(path);
        return path;
    }

    /// <summary>Null when it was replaced and removed meanwhile.</summary>
    private static CacheDirectory? TryUse(string parent, string path)
    {
        try
        {
            var use = new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            if (Directory.Exists(path))
                return new CacheDirectory(path, use);
            use.Dispose();
            File.Delete(LockOf(path));
            return null;
        }
        catch (IOException) when (Newest(parent) != path)
        {
            return null;
        }
    }

    private static async Task RemoveOthersAsync(string parent, string newest, CancellationToken cancellationToken)
    {
        foreach (var other in Directory.EnumerateDirectories(parent).Where(other => string.CompareOrdinal(other, newest) < 0))
        {
            try
            {
                await using var alone = new FileStream(LockOf(other), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                await DiskTree.DeleteAsync(other, cancellationToken);
                File.Delete(LockOf(other));
            }
            catch (IOException)
            {
                // A build uses it, or another Worker removes it.
            }
        }
    }

    private static string LockOf(string path) => $"{path}.use";
}
