namespace CodeRunner.Api.Live;

/// <summary>
/// The newest batches of one deployment, as they come over Redis: a bounded run without a hole, and how far the log goes. Viewers pull from it, so that a slow one costs
/// nothing here; what it missed it reads from history.
/// </summary>
internal sealed class LogFeed
{
    private const int MostBatches = 1000;
    private const int MostBytes = 1 << 20;

    private readonly Lock gate = new();
    private readonly List<LiveBatch> run = [];
    private int first;
    private int bytes;
    private TaskCompletionSource news = NewSignal();

    /// <summary>The highest cursor heard of.</summary>
    public long Head { get; private set; }

    /// <summary>Completes at the next news. Take it before looking.</summary>
    public Task News
    {
        get
        {
            lock (gate)
                return news.Task;
        }
    }

    private bool IsEmpty => first == run.Count;

    public void Add(LiveBatch batch)
    {
        lock (gate)
        {
            if (!IsEmpty && batch.Last <= run[^1].Last)
                return;
            if (!IsEmpty && batch.After != run[^1].Last)
                Forget(run.Count - first);
            run.Add(batch);
            bytes += batch.Bytes;
            while (run.Count - first > MostBatches || (bytes > MostBytes && run.Count - first > 1))
                Forget(1);
            Tell(batch.Last);
        }
    }

    /// <summary>The log goes up to there, says the database.</summary>
    public void Reached(long head)
    {
        lock (gate)
        {
            if (head > Head)
                Tell(head);
        }
    }

    /// <summary>What comes after that cursor, the first batch from before it perhaps; nothing when the run begins too late to have all of it, or has none of it yet.</summary>
    public IReadOnlyList<LiveBatch> Read(long after)
    {
        lock (gate)
        {
            if (IsEmpty || after < run[first].After || after >= run[^1].Last)
                return [];
            var (low, high) = (first, run.Count - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = run[middle].Last > after ? (low, middle) : (middle + 1, high);
            }
            return run[low..];
        }
    }

    private void Forget(int count)
    {
        for (; count > 0; count--)
            bytes -= run[first++].Bytes;
        // Moving what is left costs too much to do it for each batch.
        if (first <= MostBatches && !IsEmpty)
            return;
        run.RemoveRange(0, first);
        first = 0;
    }

    private void Tell(long head)
    {
        Head = Math.Max(Head, head);
        news.SetResult();
        news = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
