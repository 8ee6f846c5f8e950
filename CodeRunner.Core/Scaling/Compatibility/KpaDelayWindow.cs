namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// The highest number of the last so many ticks. Only numbers that can still become the highest are kept, so they fall from the first to the last, and asking is one look.
/// </summary>
internal sealed class KpaDelayWindow(double delaySeconds)
{
    private readonly (long Tick, int Value)[] falling = new (long, int)[(int)Math.Ceiling(delaySeconds / KpaAutoscaler.TickSeconds)];
    private int first;
    private int count;
    private long latest = long.MinValue;

    public int Highest(int value, double nowSeconds)
    {
        latest = Math.Max(latest, (long)Math.Floor(nowSeconds / KpaAutoscaler.TickSeconds));
        while (count > 0 && Last.Value <= value)
            count--;
        while (count > 0 && latest - falling[first].Tick >= falling.Length)
        {
            first = (first + 1) % falling.Length;
            count--;
        }
        // A higher one of the same tick covers this one for all its time.
        if (count == 0 || Last.Tick != latest)
        {
            count++;
            Last = (latest, value);
        }
        return falling[first].Value;
    }

    private ref (long Tick, int Value) Last => ref falling[(first + count - 1) % falling.Length];
}
