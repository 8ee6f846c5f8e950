using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Api.Live;

/// <summary>
/// The newest lines of one deployment, as they come over Redis: a bounded run of records without a hole, and how far the log goes. Viewers pull from it, so that a slow
/// one costs nothing here; what it missed it reads from history.
/// </summary>
internal sealed class LogFeed
{
    private const int MostRecords = 1000;
    private const int MostCharacters = 1 << 20;

    private readonly Lock gate = new();
    private readonly Queue<(long Cursor, LogRecord Record)> run = [];
    private long start;
    private long end;
    private int characters;
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

    public void Add(LogBatch batch)
    {
        lock (gate)
        {
            if (batch.Last <= end)
                return;
            if (batch.After > end || run.Count == 0)
                Restart(batch.After);
            foreach (var record in batch.Records)
                Append(long.Parse(record.Cursor), record);
            end = batch.Last;
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

    /// <summary>The records after that cursor, when the run begins early enough to have all of them.</summary>
    public bool TryRead(long after, out IReadOnlyList<LogRecord> records, out long through)
    {
        lock (gate)
        {
            through = end;
            var has = after >= start && after < end;
            records = has ? [.. run.Where(each => each.Cursor > after).Select(each => each.Record)] : [];
            return has;
        }
    }

    private void Restart(long after)
    {
        run.Clear();
        characters = 0;
        start = after;
    }

    private void Append(long cursor, LogRecord record)
    {
        if (cursor <= end && run.Count > 0)
            return;
        run.Enqueue((cursor, record));
        characters += record.Text?.Length ?? 0;
        while (run.Count > MostRecords || (characters > MostCharacters && run.Count > 1))
        {
            (start, var oldest) = run.Dequeue();
            characters -= oldest.Text?.Length ?? 0;
        }
    }

    private void Tell(long head)
    {
        Head = Math.Max(Head, head);
        news.SetResult();
        news = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
