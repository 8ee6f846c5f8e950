namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>
/// How much of their capacity instances are to use. Whoever sets a target says by it what spare capacity is worth, on average; a load that leaps about uses that up in instances that were
/// needed a minute ago, and is otherwise followed closely. A smooth one leaves it over, and gets it as room to grow.
/// </summary>
internal sealed class Headroom(double capacity, TrackingRules rules)
{
    private readonly double forgets = Math.Pow(0.5, 1 / rules.HeadroomHalfLife);
    private double offered;
    private double provided;

    /// <summary>The share of their capacity that demand uses of as many instances as there should be.</summary>
    public double Aim { get; private set; } = rules.LeastAim;

    /// <summary>For each second.</summary>
    public void Add(int arrived, int instances, bool restless)
    {
        offered = offered * forgets + arrived;
        provided = provided * forgets + instances * capacity;
        var step = rules.AimStep * (restless && offered < rules.Target * provided ? 1 : -1);
        Aim = Math.Clamp(Aim + step, rules.LeastAim, rules.MostAim);
    }
}
