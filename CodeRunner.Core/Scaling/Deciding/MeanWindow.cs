namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>The mean of what was seen in some last seconds.</summary>
internal sealed class MeanWindow(int seconds)
{
    private readonly (long Second, double Value)[] kept = new (long, double)[seconds];
    private int next;
    private int count;

    /// <summary>Of the seconds until the last one that was added, this one included; 0 before any.</summary>
    public double Mean { get; private set; }

    /// <summary>Seconds that <see cref="Mean"/> is of.</summary>
    public int Known { get; private set; }

    public void Add(long second, double value)
    {
        kept[next] = (second, value);
        next = (next + 1) % seconds;
        count = Math.Min(count + 1, seconds);
        var (sum, known) = (0.0, 0);
        for (var index = 0; index < count; index++)
        {
            if (kept[index].Second > second - seconds)
                (sum, known) = (sum + kept[index].Value, known + 1);
        }
        (Mean, Known) = (sum / known, known);
    }
}
