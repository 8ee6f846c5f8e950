using System.Collections.Concurrent;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Where some of the lines are that were read here, of each sandbox: enough to begin again near any of them.</summary>
internal sealed class OutputCheckpoints
{
    private const int Apart = 100;
    private const int MostEach = 128;
    private readonly ConcurrentDictionary<Guid, List<OutputPosition>> _known = new();

    public void Note(Guid id, OutputPosition read)
    {
        var positions = _known.GetOrAdd(id, _ => []);
        lock (positions)
        {
            if (positions.Count > 0 && read.Seq < positions[^1].Seq + Apart) return;
            if (positions.Count == MostEach) positions.RemoveRange(0, MostEach / 2);
            positions.Add(read);
        }
    }

    /// <summary>The last that is not after the line; null when none is known.</summary>
    public OutputPosition? Find(Guid id, long seq)
    {
        if (!_known.TryGetValue(id, out var positions)) return null;
        lock (positions) return positions.FindLast(p => p.Seq <= seq);
    }

    public void Forget(Guid id) => _known.TryRemove(id, out _);
}
