using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Which sandboxes the ingress of each Worker of this machine may send requests to, in files: one is there from before the first request until after the last one,
/// and counts as long as its Worker lives, which a locked file says. So whoever ends a sandbox sees whether another's ingress still needs it, without a database. Workers on other machines: <see cref="SharedDrain"/>.
/// </summary>
internal sealed partial class SharedUse : IDisposable
{
    private const string AliveFile = "alive";

    private readonly Dictionary<Guid, int> counts = [];
    private readonly string all;
    private readonly string own;
    private readonly FileStream alive;
    private readonly ILogger<SharedUse> logger;

    public SharedUse(IOptions<NodeOptions> options, ILogger<SharedUse> logger)
    {
        this.logger = logger;
        all = Path.Combine(options.Value.DataDirectory, "ingress-use");
        own = Path.Combine(all, Guid.CreateVersion7().ToString("n"));
        Directory.CreateDirectory(own);
        alive = new FileStream(Path.Combine(own, AliveFile), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        foreach (var other in Directory.EnumerateDirectories(all).Where(other => other != own))
            _ = IsAlive(other);
    }

    /// <summary>Told after something was used here for the last time.</summary>
    public event Action? Ended;

    /// <summary>
    /// May be begun more than once, and ends when each has ended. Where the disk takes no file the app is served all the same: its last requests may then be cut off.
    /// </summary>
    public void Begin(Guid sandboxId)
    {
        lock (counts)
        {
            counts[sandboxId] = counts.GetValueOrDefault(sandboxId) + 1;
            if (counts[sandboxId] == 1)
                Try(() => File.Create(FileOf(own, sandboxId)).Dispose(), sandboxId);
        }
    }

    public void End(Guid sandboxId)
    {
        lock (counts)
        {
            if (--counts[sandboxId] > 0)
                return;
            counts.Remove(sandboxId);
            Try(() => File.Delete(FileOf(own, sandboxId)), sandboxId);
        }
        Ended?.Invoke();
    }

    public bool IsUsedHere(Guid sandboxId)
    {
        lock (counts)
            return counts.ContainsKey(sandboxId);
    }

    public bool IsUsedByOthers(Guid sandboxId) =>
        Directory.EnumerateDirectories(all).Any(other => other != own && File.Exists(FileOf(other, sandboxId)) && IsAlive(other));

    public void Dispose()
    {
        alive.Dispose();
        Remove(own);
    }

    private void Try(Action write, Guid sandboxId)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotTold(logger, exception, sandboxId);
        }
    }

    private static string FileOf(string worker, Guid sandboxId) => Path.Combine(worker, sandboxId.ToString("n"));

    /// <summary>The lock of a Worker that was killed is free; what it left is removed.</summary>
    private static bool IsAlive(string worker)
    {
        try
        {
            using (new FileStream(Path.Combine(worker, AliveFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }
            Remove(worker);
            return false;
        }
        catch (FileNotFoundException)
        {
            // It is just being made, or being removed: then its files go in a moment.
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void Remove(string worker)
    {
        try
        {
            Directory.Delete(worker, recursive: true);
        }
        catch (IOException)
        {
            // Another one removes it at this moment.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other Workers could not be told whether sandbox {SandboxId} is in use here")]
    private static partial void NotTold(ILogger logger, Exception exception, Guid sandboxId);
}
