using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Forecasting;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Scaling;

/// <summary>A deployment that this Worker scales: what is stored of it, what was seen of it, and the row that says what was decided last.</summary>
internal sealed class ScaleWatch(Ownership ownership, ScaledDeployment deployment, ScaleHistory history, ToldSeconds told, PassingSecond passing, IdleRules? idle = null)
{
    private readonly ScaleState state = new(history.Change is { } change ? change.ToChange() : null, idle);
    private readonly ScaleSampler sampler = new();
    private ScaleSample? last;
    private ForecastNeed taught;

    public Ownership Ownership => ownership;

    public ScaleState State => state;

    /// <summary>Whether what is stored of its habits was read.</summary>
    public bool KnowsHabits { get; set; }

    public ScaledDeployment Deployment { get; set; } = deployment;

    /// <summary>What is to be foreseen of it.</summary>
    public ForecastNeed Need => ForecastNeed.Of(Deployment);

    /// <summary>Whether what is stored of its load was not read yet, or for something else than it goes by now.</summary>
    public bool WantsHistory => Need is { IsNone: false } need && need != taught;

    /// <summary>What was written down last; null before anything was.</summary>
    public ScalingDecision? Row { get; set; } = history.Last;

    public DateTimeOffset WrittenAt { get; set; }

    /// <summary>How far limits let it grow, where they stopped it last.</summary>
    public LimitHold? Limit { get; private set; }

    /// <summary>Whether requests are to be looked at in the middle of seconds.</summary>
    public bool MayGlance => Deployment is { Held: null, Desired: > 0 } && last is not null && Deployment.Rules.Any(rule => rule is TargetRule { Trigger: ScalingTrigger.Requests });

    public void Learn(ForecastNeed need, IReadOnlyDictionary<ScalingTrigger, SeasonalForecast> forecasts)
    {
        taught = need;
        state.Foresee(forecasts);
    }

    /// <summary>Null unless there surely is a surge; <paramref name="came"/> is how many requests ever came through this Worker's ingress.</summary>
    public ScaleVerdict? Glance(long came, DateTimeOffset now)
    {
        if (passing.Look(came) is not { } arrived || last is null)
            return null;
        var sample = last with { Desired = Deployment.Desired, Traffic = new ScaleTraffic(arrived, last.Traffic?.InFlight ?? 0) };
        return ScaleDecider.Glance(state, sample, Deployment.Rules, Deployment.BoundsAt(now)) is { } verdict && Within(verdict, now) is { IsChange: true } limited ? limited : null;
    }

    /// <param name="second">One that was measured, or the present one.</param>
    /// <param name="isMeasured">Whether this Worker told of it.</param>
    /// <param name="isWhole">Whether the others could be heard.</param>
    public ScaleVerdict Decide(long second, bool isMeasured, bool isWhole)
    {
        var sample = last = sampler.Take(Deployment, second, isMeasured ? told.Take(second) : null, isWhole);
        // Also while it is held: it learns.
        var time = DateTimeOffset.FromUnixTimeSeconds(second);
        var verdict = ScaleDecider.Decide(state, sample, Deployment.Rules, Deployment.BoundsAt(time));
        return Deployment.Held is { } why ? ScaleVerdict.Hold(sample, why) : Within(verdict, time);
    }

    /// <summary>Limits stopped it, which is written down with the next second if it was not before.</summary>
    public void StopAt(int most, LimitFault fault, DateTimeOffset now, TimeSpan longestPause)
    {
        Limit = LimitHold.After(Limit, most, fault, now, longestPause);
        if (Row?.Rule != ScalingRule.Limit)
            WrittenAt = default;
    }

    private ScaleVerdict Within(ScaleVerdict verdict, DateTimeOffset now) => Limit?.Apply(verdict, now) ?? verdict;
}
