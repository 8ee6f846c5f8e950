namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>How often demand rose by half and more after it had fallen by as much: a load that does that is worth being followed, one that does not is better left alone.</summary>
internal sealed class Swings(TrackingRules rules)
{
    private const double Factor = 1.5;

    private readonly double forgets = Math.Pow(0.5, 1 / rules.SwingHalfLife);
    private double low;
    private double high;
    private bool rising;

    /// <summary>Of late: each counts for half after <see cref="TrackingRules.SwingHalfLife"/>.</summary>
    public double Count { get; private set; }

    /// <summary>For each second, the mean of some.</summary>
    public void Add(double demand)
    {
        Count *= forgets;
        if (rising)
            Follow(demand);
        else if (demand > low * Factor + rules.Spare)
            (rising, high, Count) = (true, demand, Count + 1);
        else
            low = Math.Min(low, demand);
    }

    private void Follow(double demand)
    {
        high = Math.Max(high, demand);
        if (demand * Factor + rules.Spare < high)
            (rising, low) = (false, demand);
    }
}
