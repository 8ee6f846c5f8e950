namespace CodeRunner.Worker.Logs;

/// <summary>
/// What was written of one deployment and is not stored yet: bounded, in order, taken in batches by one who comes when there is something and goes when there is nothing.
/// </summary>
internal sealed class LogQueue(LogOptions options)
{
    private readonly Lock gate = new();
    private readonly Queue<Item> items = new();
    private int chars;
    private bool served;
    private TaskCompletionSource? room;

    /// <summary>For the one who serves it.</summary>
    public LogPlace Place { get; } = new();

    /// <summary>Nothing waits and nobody serves it.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return !served;
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return items.Count;
        }
    }

    public bool IsLarge
    {
        get
        {
            lock (gate)
                return items.Count >= options.BatchLines || chars >= options.BatchChars;
        }
    }

    /// <summary>Waits while it is full. True: nobody serves it, so the caller must see to it.</summary>
    public async ValueTask<bool> AddAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (items.Count < options.MaxPendingLines && chars < options.MaxPendingChars)
                    return Add(new Item(entry, null));
                waiting = (room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await waiting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The marker is taken when all that was added before is stored.</summary>
    public bool AddMarker(TaskCompletionSource marker)
    {
        lock (gate)
            return Add(new Item(null, marker));
    }

    /// <summary>False: there was nothing, and the one who asks serves it no longer.</summary>
    public bool TryTake(out List<LogEntry> entries, out List<TaskCompletionSource> markers)
    {
        (entries, markers) = ([], []);
        lock (gate)
        {
            served = items.Count > 0;
            for (var taken = 0; entries.Count < options.BatchLines && taken < options.BatchChars && items.TryDequeue(out var item);)
            {
                taken += item.Size;
                chars -= item.Size;
                if (item.Entry is not null)
                    entries.Add(item.Entry);
                else
                    markers.Add(item.Marker!);
            }
            room?.SetResult();
            room = null;
            return served;
        }
    }

    private bool Add(Item item)
    {
        items.Enqueue(item);
        chars += item.Size;
        var first = !served;
        served = true;
        return first;
    }

    private readonly record struct Item(LogEntry? Entry, TaskCompletionSource? Marker)
    {
        public int Size => Entry?.Text.Length ?? 0;
    }
}
