namespace CodeRunner.Core.Scaling.Replay;

/// <summary>One queue for all instances, first come, first served; requests of one second are one entry.</summary>
internal sealed class RequestQueue
{
    /// <summary>Seconds that a request may wait and not be late.</summary>
    private const int LateAfterSeconds = 1;

    private readonly Queue<int> seconds = new();
    private readonly Queue<int> counts = new();
    private int ofFirst;
    private double credit;

    public long Waiting { get; private set; }

    public void Enter(int second, int count)
    {
        if (count == 0)
            return;
        if (Waiting == 0)
            ofFirst = count;
        seconds.Enqueue(second);
        counts.Enqueue(count);
        Waiting += count;
    }

    /// <summary>Serves as many as one second's <paramref name="capacity"/> allows. A part of a request that is left of it counts for the next second, spare capacity does not.</summary>
    public (int Served, int Late) Serve(int second, double capacity)
    {
        credit += capacity;
        var (served, late) = ((int)Math.Min((long)credit, Waiting), 0);
        for (var left = served; left > 0;)
        {
            var taken = Math.Min(left, ofFirst);
            late += second - seconds.Peek() > LateAfterSeconds ? taken : 0;
            left -= taken;
            ofFirst -= taken;
            Waiting -= taken;
            if (ofFirst == 0)
                Advance();
        }
        credit = Math.Min(credit - served, credit % 1);
        return (served, late);
    }

    /// <summary>Requests that still wait, and are late by now.</summary>
    public long LateAt(int second)
    {
        var (late, first) = (0L, true);
        foreach (var (entered, count) in seconds.Zip(counts))
        {
            late += second - entered > LateAfterSeconds ? first ? ofFirst : count : 0;
            first = false;
        }
        return late;
    }

    private void Advance()
    {
        seconds.Dequeue();
        counts.Dequeue();
        ofFirst = counts.Count == 0 ? 0 : counts.Peek();
    }
}
