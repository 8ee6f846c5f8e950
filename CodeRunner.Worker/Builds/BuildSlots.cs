using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// The builds that a node runs at once, among all its Workers: one locked file each in the data directory that they share. The kernel gives a lock back with the
/// process that holds it, so that a Worker that is killed keeps none. Whether another Worker waits for one is seen the same way.
/// </summary>
public sealed class BuildSlots(IOptions<NodeOptions> node, IOptions<BuildsOptions> options) : IDisposable
{
    private readonly string directory = Path.Combine(node.Value.DataDirectory, "build-slots");
    private readonly string waiting = $"waiting-{Guid.NewGuid():N}";
    private FileStream? sign;

    /// <summary>Null when all are taken; given back by disposing the answer.</summary>
    public IDisposable? TryTake()
    {
        for (var number = 1; number <= options.Value.MaxConcurrent; number++)
        {
            if (TryLock($"slot-{number}", FileMode.OpenOrCreate) is { } slot)
                return slot;
        }
        return null;
    }

    /// <summary>Tells the other Workers whether this one waits for a slot.</summary>
    public void Wait(bool forOne)
    {
        if (forOne)
        {
            sign ??= TryLock(waiting, FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
            return;
        }
        sign?.Dispose();
        sign = null;
    }

    /// <summary>Whether another Worker waits for a slot. What a killed one left is removed.</summary>
    public bool OthersWait()
    {
        foreach (var other in new DirectoryInfo(directory).EnumerateFiles("waiting-*").Where(file => file.Name != waiting))
        {
            using var left = TryLock(other.Name, FileMode.Open, FileOptions.DeleteOnClose);
            if (left is null && File.Exists(other.FullName))
                return true;
        }
        return false;
    }

    public void Dispose() => Wait(forOne: false);

    private FileStream? TryLock(string name, FileMode mode, FileOptions more = FileOptions.None)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(Path.Combine(directory, name), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, more);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
