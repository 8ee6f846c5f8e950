namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>The changes in one direction that policies look back on. As long as there were changes in the longest period at most: outdated ones make room.</summary>
public sealed class HpaScaleEvents(params IEnumerable<HpaScaleEvent> events)
{
    private readonly List<HpaScaleEvent> _events = [.. events];

    public IReadOnlyList<HpaScaleEvent> All => _events;

    /// <summary>How many replicas came, or went, in the period before now.</summary>
    public int ChangeWithin(int periodSeconds, double nowSeconds)
    {
        var change = 0;
        for (var at = 0; at < _events.Count; at++)
        {
            if (_events[at].AtSeconds > nowSeconds - periodSeconds)
                change += _events[at].Change;
        }
        return change;
    }

    /// <summary><paramref name="rules"/>: this direction's. Null: nobody will look back, so nothing is kept.</summary>
    public void Add(int change, double nowSeconds, HpaRules? rules)
    {
        if (rules is null)
            return;
        var place = LastOutdated(nowSeconds - rules.LongestPeriodSeconds);
        if (place < 0)
            _events.Add(new HpaScaleEvent(change, nowSeconds));
        else
            _events[place] = new HpaScaleEvent(change, nowSeconds);
    }

    private int LastOutdated(double before)
    {
        var last = -1;
        for (var at = 0; at < _events.Count; at++)
        {
            if (_events[at].AtSeconds < before)
                _events[at] = _events[at] with { Outdated = true };
            if (_events[at].Outdated)
                last = at;
        }
        return last;
    }
}
