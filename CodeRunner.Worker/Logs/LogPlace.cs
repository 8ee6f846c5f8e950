namespace CodeRunner.Worker.Logs;

/// <summary>
/// How far a deployment's log goes, as the one who writes it remembers: it need not ask before each chunk, and the database says whether it is still so. Not for several threads.
/// </summary>
internal sealed class LogPlace
{
    private const int MostSandboxes = 1000;

    private Dictionary<Guid, long>? stored;

    /// <summary>The cursor of the last line.</summary>
    public long Head { get; private set; }

    /// <summary>Of each sandbox the last line that is stored; null when they are not all known.</summary>
    public Dictionary<Guid, long>? Of(IEnumerable<Guid> sandboxes)
    {
        if (stored is null)
            return null;
        var found = new Dictionary<Guid, long>();
        foreach (var sandbox in sandboxes)
        {
            if (!stored.TryGetValue(sandbox, out var seq))
                return null;
            found[sandbox] = seq;
        }
        return found;
    }

    public void Remember(long head, Dictionary<Guid, long> of)
    {
        if (stored is null || stored.Count > MostSandboxes)
            stored = [];
        foreach (var (sandbox, seq) in of)
            stored[sandbox] = seq;
        Head = head;
    }

    /// <summary>Another may have written, or nobody knows whether the last chunk was stored.</summary>
    public void Forget() => stored = null;
}
