using System.Collections.Concurrent;
using CodeRunner.LocalAspire.State;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the last lines of each resource's console output.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, LogBacklog> _backlogs = new(StringComparer.OrdinalIgnoreCase);

    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    /// <summary>A logger whose lines appear among the resource's own.</summary>
    public ILogger GetLogger(string resourceName) => new BacklogLogger(Backlog(resourceName));

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    /// <summary>Yields the lines that are kept, then new ones as they come.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Backlog(resourceName).WatchAsync();

    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    /// <summary>Yields the lines that are kept, and ends.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        if (Backlog(resourceName).Lines() is { Count: > 0 } lines) yield return lines;
    }

    public void Complete(IResource resource) => Complete(resource.Name);

    public void Complete(string name) => Backlog(name).Complete();

    public void ClearBacklog(string resourceName) => Backlog(resourceName).Clear();

    public void Dispose()
    {
        foreach (var backlog in _backlogs.Values) backlog.Complete();
        GC.SuppressFinalize(this);
    }

    internal LogBacklog Backlog(string name) => _backlogs.GetOrAdd(name, static _ => new LogBacklog());
}
