namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>The highest of the values of some last seconds. Each costs the same, however long the time is.</summary>
internal sealed class RecentPeak(int seconds)
{
    private readonly LinkedList<(int Second, double Value)> falling = new();

    public double Value => falling.First?.Value.Value ?? 0;

    public void Add(int second, double value)
    {
        while (falling.Last is { Value: var last } && last.Value <= value)
            falling.RemoveLast();
        falling.AddLast((second, value));
        while (falling.First!.Value.Second < second - seconds)
            falling.RemoveFirst();
    }
}
