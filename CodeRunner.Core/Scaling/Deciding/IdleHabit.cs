namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// Learns from the times between a deployment's requests how long it is best kept awake without one: as long as cost least in the gaps so far, when an instance that waits costs its time, and a
/// wake-up as much as <see cref="IdleRules.Usual"/>. Old gaps fade. Its memory is some hundred bytes.
/// </summary>
internal sealed class IdleHabit(IdleRules rules)
{
    /// <summary>Each bucket reaches so much further than the one before.</summary>
    private const double Ratio = 1.25;

    /// <summary>From a floor of two minutes to more than two days.</summary>
    private const int Buckets = 32;

    /// <summary>What a gap still counts when the next one comes.</summary>
    private const double Fading = 0.97;

    /// <summary>Five gaps, the older of which have faded a little: fewer say nothing yet.</summary>
    private const double Enough = 4.5;

    /// <summary>The next gap may be a little longer than those before.</summary>
    private const double Room = 1.1;

    private readonly double[] weights = new double[Buckets];

    /// <summary>Seconds.</summary>
    public int Limit { get; private set; } = rules.Usual;

    /// <summary>Gaps within the floor cost the same whatever is decided, and say nothing.</summary>
    public void Learn(int gapSeconds)
    {
        if (gapSeconds <= rules.Floor)
            return;
        for (var each = 0; each < Buckets; each++)
            weights[each] *= Fading;
        weights[Math.Clamp((int)Math.Ceiling(Math.Log((double)gapSeconds / rules.Floor, Ratio) - 1e-9) - 1, 0, Buckets - 1)]++;
        Limit = weights.Sum() < Enough ? rules.Usual : Cheapest();
    }

    private int Cheapest()
    {
        var (best, least) = (rules.Floor, CostOf(rules.Floor));
        for (var each = 0; each < Buckets; each++)
        {
            var limit = (int)Math.Ceiling(EndOf(each) * Room);
            if (limit > rules.Ceiling)
                break;
            if (weights[each] > 0 && CostOf(limit) is var cost && cost <= least)
                (best, least) = (limit, cost);
        }
        return best;
    }

    private double CostOf(int limit)
    {
        var cost = 0.0;
        for (var each = 0; each < Buckets; each++)
            cost += weights[each] * (EndOf(each) <= limit ? EndOf(each) : limit + rules.Usual);
        return cost;
    }

    private double EndOf(int bucket) => rules.Floor * Math.Pow(Ratio, bucket + 1);
}
