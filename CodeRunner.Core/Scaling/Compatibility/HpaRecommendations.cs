namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What was asked for lately, so that one short reading neither adds nor removes replicas. As long as there were in the longest window: old ones make room.</summary>
public sealed class HpaRecommendations(params IEnumerable<HpaRecommendation> recommendations)
{
    private readonly List<HpaRecommendation> _log = [.. recommendations];

    public IReadOnlyList<HpaRecommendation> Log => _log;

    /// <summary>
    /// The least of the window up and the most of the window down are limits between which the current number stays. <paramref name="desired"/> is remembered as it is.
    /// </summary>
    public int Stabilize(int current, int desired, int upWindowSeconds, int downWindowSeconds, double nowSeconds)
    {
        var (upAfter, downAfter) = (nowSeconds - upWindowSeconds, nowSeconds - downWindowSeconds);
        var (least, most, old) = (desired, desired, -1);
        for (var at = 0; at < _log.Count; at++)
        {
            var (replicas, time) = _log[at];
            if (time > upAfter)
                least = Math.Min(least, replicas);
            if (time > downAfter)
                most = Math.Max(most, replicas);
            if (time < upAfter && time < downAfter)
                old = at;
        }
        Remember(new HpaRecommendation(desired, nowSeconds), old);
        return Math.Clamp(current, least, most);
    }

    /// <summary>Without a behavior: the most of the window. Up goes at once.</summary>
    public int Stabilize(int desired, int windowSeconds, double nowSeconds)
    {
        var (most, old) = (desired, -1);
        for (var at = 0; at < _log.Count; at++)
        {
            if (_log[at].AtSeconds < nowSeconds - windowSeconds)
                old = at;
            else
                most = Math.Max(most, _log[at].Replicas);
        }
        Remember(new HpaRecommendation(desired, nowSeconds), old);
        return most;
    }

    /// <summary>What runs when the autoscaler begins counts as asked for: else its first look could remove what it knows nothing of.</summary>
    internal void Begin(int current, double nowSeconds)
    {
        if (_log.Count == 0)
            _log.Add(new HpaRecommendation(current, nowSeconds));
    }

    private void Remember(HpaRecommendation recommendation, int old)
    {
        if (old < 0)
            _log.Add(recommendation);
        else
            _log[old] = recommendation;
    }
}
