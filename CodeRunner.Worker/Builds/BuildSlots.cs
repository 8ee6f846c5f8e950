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

    /// <summary>Tells the other Workers whether this one waits for a slot. Each wait has a sign of its own, so that others see when it is over.</summary>
    public void Wait(bool forOne)
    {
        if (forOne)
        {
            sign ??= TryLock($"waiting-{Guid.NewGuid():N}", FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
            return;
        }
        sign?.Dispose();
        sign = null;
    }

    /// <summary>The sign of another Worker that waits for a slot, or null.</summary>
    public string? FindWaiting() =>
        new DirectoryInfo(directory).EnumerateFiles("waiting-*").Select(file => file.Name).FirstOrDefault(name => name != Path.GetFileName(sign?.Name) && StillWaits(name));

    /// <summary>Whether that wait goes on. What a killed Worker left is removed.</summary>
    public bool StillWaits(string other)
    {
        using var left = TryLock(other, FileMode.Open, FileOptions.DeleteOnClose);
        return left is null && File.Exists(Path.Combine(directory, other));
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
