namespace CodeRunner.Worker.Ingress.Storing;

/// <summary>
/// A file for each deployment, replaced whole: a change costs one small file, however many deployments there are. The file is on disk before it gets its name, so
/// that a power cut leaves the old one or the new one; which of both does not matter, as the database knows better when it comes.
/// </summary>
internal sealed partial class RouteFiles(string directory, ILogger logger)
{
    private const int LargestFile = 256 * 1024;
    private const string Extension = ".json";

    public void Write(Guid deploymentId, byte[] content)
    {
        Directory.CreateDirectory(directory);
        // Workers of a machine share the directory: a name of this process' own, and the last one to rename wins.
        var path = PathOf(deploymentId);
        var made = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = new FileStream(made, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(made, path, overwrite: true);
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }

    public void Delete(Guid deploymentId) => File.Delete(PathOf(deploymentId));

    /// <summary>All routes that can be read; what is torn or was never ours is named in a warning and left where it is.</summary>
    public IEnumerable<(RouteEntry Entry, byte[] Content)> ReadAll()
    {
        if (!Directory.Exists(directory))
            yield break;
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (TryRead(path) is { } read)
                yield return read;
            else
                Ignored(logger, path);
        }
        RemoveUnfinished();
    }

    private static (RouteEntry Entry, byte[] Content)? TryRead(string path)
    {
        try
        {
            if (!Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "n", out var id) || new FileInfo(path) is { LinkTarget: not null } or { Length: > LargestFile })
                return null;
            var content = File.ReadAllBytes(path);
            return StoredRoute.Read(content, id) is { } entry ? (entry, content) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A Worker that was killed left them; one that writes now is done in a moment.</summary>
    private void RemoveUnfinished()
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > TimeSpan.FromMinutes(10))
                File.Delete(path);
        }
    }

    private string PathOf(Guid deploymentId) => Path.Combine(directory, deploymentId.ToString("n") + Extension);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is not a whole route; it is ignored")]
    private static partial void Ignored(ILogger logger, string path);
}
