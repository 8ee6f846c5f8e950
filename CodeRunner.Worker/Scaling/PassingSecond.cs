namespace CodeRunner.Worker.Scaling;

/// <summary>How many requests came in the time just gone by, a second long, of a count that only grows and is looked at several times a second.</summary>
internal sealed class PassingSecond(TimeProvider clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Looks come a little late now and then; much later, and it is no second.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.1);

    private readonly Queue<(long At, long Count)> looks = new();

    /// <summary>Null until it has been looked at for a second, and after a hole. Never more than came in a second.</summary>
    public int? Look(long count)
    {
        var now = clock.GetTimestamp();
        while (looks.TryPeek(out var oldest) && (clock.GetElapsedTime(oldest.At, now) > Longest || oldest.Count > count))
            looks.Dequeue();
        int? came = null;
        if (looks.TryPeek(out var first) && clock.GetElapsedTime(first.At, now) is var time && time > TimeSpan.Zero)
            came = (int)Math.Min(int.MaxValue, (count - first.Count) * Math.Min(1, Second / time));
        looks.Enqueue((now, count));
        return came;
    }
}
