using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Forecasting;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What the decider remembers of one deployment. Its memory is bounded: some kilobytes a rule and a forecast. For one caller at a time.</summary>
/// <param name="lastChange">As it is stored; null when it never changed.</param>
/// <param name="idle">Null where it is never to sleep.</param>
public sealed class ScaleState(ScaleChange? lastChange = null, IdleRules? idle = null)
{
    private readonly IdleWatch? idling = idle is null ? null : new IdleWatch(idle);
    private readonly Dictionary<ScaleRule, IRuleWatch> watches = [];
    private IReadOnlyDictionary<ScalingTrigger, SeasonalForecast> forecasts = new Dictionary<ScalingTrigger, SeasonalForecast>();
    private Streak heard;
    private long began = -1;
    private int? desired;
    private ScaleVerdict? proposed;
    private IReadOnlyList<ScaleRule>? followed;

    public ScaleChange? LastChange { get; private set; } = lastChange;

    /// <summary>For how long samples came without a silence, and none of them was incomplete.</summary>
    internal int HeardSeconds => heard.Seconds;

    /// <summary>In seconds since the first one.</summary>
    internal int Age(ScaleSample sample) => (int)(sample.Second - began);

    /// <summary>The second of the last request that was seen; null where there was none.</summary>
    public long? LastRequest => idling?.LastRequest;

    /// <summary>Whether no request has come for as long as it then shall sleep.</summary>
    public bool IsIdle => idling is { IsOver: true };

    internal IdleView? Idle => idling is null ? null : new IdleView(idling.Seconds, idling.Limit);

    /// <summary>Somebody else saw one, in that second.</summary>
    public void NoteRequest(long second) => idling?.NoteRequest(second);

    /// <summary>Times without a request from before, in seconds, the oldest first.</summary>
    public void LearnIdle(IEnumerable<int> gaps) => idling?.Learn(gaps);

    /// <summary>From now on it goes by what these know of each trigger's demand, in the trigger's unit, and goes on teaching them.</summary>
    public void Foresee(IReadOnlyDictionary<ScalingTrigger, SeasonalForecast> known) => forecasts = known;

    /// <summary>What surely comes of a trigger's demand before an instance that is started now would be late for it; 0 where nobody knows.</summary>
    internal double Foreseen(ScalingTrigger trigger, long second, int startupSeconds) =>
        forecasts.GetValueOrDefault(trigger)?.Foresee(second, ScaleTimes.ForesightFor(startupSeconds)) ?? 0;

    /// <summary>How many instances there were before schedules raised them to what there is; null where that is not so.</summary>
    internal int? Unscheduled(ScaleSample sample) => LastChange is { } change && change.To == sample.Desired ? change.Unscheduled : null;

    /// <summary>What is decided; whether it is carried out shows when the next sample comes.</summary>
    internal ScaleVerdict Propose(ScaleVerdict verdict) => proposed = verdict;

    /// <summary>It sleeps: what its rules saw of its load is of no use when it wakes.</summary>
    internal void Rest() => watches.Clear();

    internal void See(ScaleSample sample, IReadOnlyList<ScaleRule> rules)
    {
        if (began < 0)
            began = sample.Second;
        heard.See(sample.Second, sample.IsWhole);
        idling?.See(sample);
        foreach (var (trigger, forecast) in forecasts)
            forecast.Observe(sample.Second, sample.IsWhole ? Demand.Of(trigger, sample)?.Up : null);
        if (desired is { } before && before != sample.Desired)
            LastChange = new ScaleChange(sample.Second, before, sample.Desired, IsProposed(before, sample.Desired) ? proposed!.Unscheduled : null);
        desired = sample.Desired;
        if (ReferenceEquals(followed, rules))
            return;
        foreach (var gone in watches.Keys.Except(rules).ToList())
            watches.Remove(gone);
        followed = rules;
    }

    /// <summary>Null before its first second.</summary>
    internal IRuleWatch? FindWatch(ScaleRule rule) => watches.GetValueOrDefault(rule);

    internal IRuleWatch WatchOf(ScaleRule rule, int startupSeconds)
    {
        if (!watches.TryGetValue(rule, out var watch))
            watches[rule] = watch = Make(rule, startupSeconds);
        return watch;
    }

    /// <summary>Whether that is what was decided, or as far of it as limits let it go.</summary>
    private bool IsProposed(int from, int to) => proposed is not null && to != from && Math.Sign(to - from) == Math.Sign(proposed.To - from) && Math.Abs(to - from) <= Math.Abs(proposed.To - from);

    private static IRuleWatch Make(ScaleRule rule, int startupSeconds) => rule switch
    {
        TargetRule { Trigger: ScalingTrigger.Requests } target => new RequestTarget(target, startupSeconds),
        TargetRule { Trigger: ScalingTrigger.Concurrency } target => new UsageTarget(target, ScaleTimes.ConcurrencyWindow, ScaleTimes.UsageHold, startupSeconds),
        TargetRule target => new UsageTarget(target, ScaleTimes.UsageWindow, ScaleTimes.UsageHold, startupSeconds),
        ThresholdRule { Action: ScalingAction.ScaleUp } threshold => new ThresholdUp(threshold),
        ThresholdRule threshold => new ThresholdDown(threshold),
        _ => throw new ArgumentException($"Rules of type {rule.GetType().Name} are not known.", nameof(rule)),
    };
}
