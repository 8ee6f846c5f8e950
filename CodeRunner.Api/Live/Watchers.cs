using System.Collections.Concurrent;

namespace CodeRunner.Api.Live;

/// <summary>All who watch through this Api.</summary>
internal sealed class Watchers
{
    private readonly ConcurrentDictionary<Watcher, bool> all = [];

    public int Count => all.Count;

    public IReadOnlyList<Watcher> All => [.. all.Keys];

    public Watcher Add(Watcher watcher)
    {
        all[watcher.In(this)] = true;
        return watcher;
    }

    public void Remove(Watcher watcher) => all.TryRemove(watcher, out _);
}
