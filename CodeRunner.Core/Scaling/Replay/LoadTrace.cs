namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Requests that came, counted in bins of equal length from second 0 on; within a bin they came evenly.</summary>
/// <param name="BinSeconds">Length of a bin, in seconds.</param>
/// <param name="Requests">Of each bin.</param>
public sealed record LoadTrace(double BinSeconds, IReadOnlyList<double> Requests)
{
    /// <summary>Whole seconds that it lasts.</summary>
    public int Seconds => (int)(BinSeconds * Requests.Count);

    /// <summary>Requests/s in that second.</summary>
    public double Rate(int second) => Requests[Math.Min(Requests.Count - 1, (int)(second / BinSeconds))] / BinSeconds;

    /// <summary>Requests/s that so great a share of the bins before <paramref name="end"/> (of the whole, 0 to 1) does not exceed.</summary>
    public double RatePercentile(double share, double end = 1)
    {
        var counts = Requests.Take(Math.Max(1, (int)(Requests.Count * end))).Order().ToList();
        return counts[Math.Max(0, (int)Math.Ceiling(share * counts.Count) - 1)] / BinSeconds;
    }
}
