namespace CodeRunner.Core.Scaling.Replay;

/// <summary>When the requests of a load came, of which only counts are known: each by itself, so that their number in a second is Poisson's.</summary>
public static class PoissonArrivals
{
    /// <summary>From here on the normal distribution is as good.</summary>
    private const double Many = 100;

    /// <summary>Requests of each second up to <paramref name="seconds"/>; the same for the same seed.</summary>
    public static int[] Sample(LoadTrace trace, int seconds, int seed)
    {
        var random = new Random(seed);
        var arrivals = new int[seconds];
        for (var second = 0; second < seconds; second++)
            arrivals[second] = Draw(random, trace.Rate(second));
        return arrivals;
    }

    private static int Draw(Random random, double rate) => rate < Many ? DrawFew(random, rate) : DrawMany(random, rate);

    /// <summary>Knuth's way: so many waits of unit mean fit into the rate.</summary>
    private static int DrawFew(Random random, double rate)
    {
        var (count, product, end) = (0, random.NextDouble(), Math.Exp(-rate));
        for (; product > end; count++)
            product *= random.NextDouble();
        return count;
    }

    /// <summary>Box's and Muller's way to a normal number.</summary>
    private static int DrawMany(Random random, double rate)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        return Math.Max(0, (int)Math.Round(rate + Math.Sqrt(rate) * normal));
    }
}
