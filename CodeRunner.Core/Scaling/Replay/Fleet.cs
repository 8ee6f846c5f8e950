namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Instances of a replay: new ones take their time to start, what is too many ends at once, and first what has not served yet.</summary>
internal sealed class Fleet(int startupSeconds, int instances)
{
    private readonly LinkedList<(int ReadyAt, int Count)> starting = new();

    public int Ready { get; private set; } = instances;

    public int Desired { get; private set; } = instances;

    public void Advance(int second)
    {
        while (starting.First is { Value: var first } && first.ReadyAt <= second)
        {
            Ready += first.Count;
            starting.RemoveFirst();
        }
    }

    /// <summary>At the end of that second.</summary>
    public void Scale(int second, int instances)
    {
        if (instances > Desired)
            starting.AddLast((second + 1 + startupSeconds, instances - Desired));
        else
            End(Desired - instances);
        Desired = instances;
    }

    private void End(int count)
    {
        while (count > 0 && starting.Last is { Value: var last })
        {
            var ended = Math.Min(count, last.Count);
            count -= ended;
            starting.RemoveLast();
            if (ended < last.Count)
                starting.AddLast((last.ReadyAt, last.Count - ended));
        }
        Ready -= count;
    }
}
