namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>How many requests came in each of the last seconds.</summary>
internal sealed class ArrivalWindow
{
    private const int Kept = 64;

    private readonly int[] seconds = new int[Kept];
    private long count;

    /// <summary>Seconds that it knows, at most so many as it keeps.</summary>
    public int Known => (int)Math.Min(count, Kept);

    public void Add(int arrived) => seconds[count++ % Kept] = arrived;

    /// <summary>Requests/s of the last <paramref name="window"/> seconds, or of those that are known; 0 when none is.</summary>
    public double Mean(int window)
    {
        var length = Math.Min(window, Known);
        var sum = 0L;
        for (var back = 1; back <= length; back++)
            sum += seconds[(count - back) % Kept];
        return length == 0 ? 0 : (double)sum / length;
    }
}
