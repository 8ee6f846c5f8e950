using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Forecasting;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

/// <summary>An app whose instances share its load evenly, start some seconds after they are asked for, and are as many as the decider says.</summary>
internal sealed class ScaledApp(int instances, params ScaleRule[] rules)
{
    private const int LongAgo = 3600;

    private ScaleState state = new();
    private readonly List<(long ReadyAt, long HealthySince)> all = [.. Enumerable.Repeat((0L, -(long)LongAgo), instances)];

    public int Startup { get; init; } = 3;

    /// <summary>Null where it never sleeps.</summary>
    public IdleRules? Idle
    {
        init => state = new ScaleState(null, value);
    }

    /// <summary>The first second.</summary>
    public long Start
    {
        init => Now = value;
    }

    /// <summary>Of the first rule's trigger.</summary>
    public SeasonalForecast Forecast
    {
        init => state.Foresee(new Dictionary<ScalingTrigger, SeasonalForecast> { [rules[0].Trigger] = value });
    }

    public int Scheduled { get; set; }

    /// <summary>% of an instance's processor that one request a second takes.</summary>
    public double CpuOfRequest { get; init; } = 1;

    public double MemoryPercent { get; set; } = 30;

    public bool Measured { get; set; } = true;

    public bool Counted { get; set; } = true;

    public bool Whole { get; set; } = true;

    public int InFlight { get; set; }

    public long Now { get; private set; }

    public int Instances => all.Count;

    public List<ScaleVerdict> Changes { get; } = [];

    public ScaleVerdict Last { get; private set; } = null!;

    /// <summary>Changes of direction so far.</summary>
    public int Turns => Changes.Zip(Changes.Skip(1)).Count(pair => pair.First.To > pair.First.From != pair.Second.To > pair.Second.From);

    /// <summary>Another Worker acts for it from now on, and knows nothing of what was.</summary>
    public void TakeOver(IdleRules idle) => state = new ScaleState(null, idle);

    /// <summary>As a request does that comes while it sleeps.</summary>
    public void Wake() => all.Add((Now + Startup, Now + Startup));

    public ScaledApp Run(int seconds, Func<int, double> requests)
    {
        for (var second = 0; second < seconds; second++)
            Tick(requests(second));
        return this;
    }

    public ScaledApp Run(int seconds, double requests) => Run(seconds, _ => requests);

    private void Tick(double requests)
    {
        var ready = all.Where(each => each.ReadyAt <= Now).ToList();
        double? cpu = Measured && ready.Count > 0 ? Math.Min(100, requests * CpuOfRequest / ready.Count) : null;
        var sample = new ScaleSample(
            Now,
            all.Count,
            [.. ready.Select(each => new ScaleInstance((int)(Now - each.HealthySince), cpu, Measured ? MemoryPercent : null))],
            Counted ? new ScaleTraffic((int)Math.Round(requests), InFlight) : null)
        {
            IsWhole = Whole,
        };
        Last = ScaleDecider.Decide(state, sample, rules, new ScaleBounds(Scheduled, 20, Startup));
        if (Last.IsChange)
            Changes.Add(Last);
        while (all.Count < Last.To)
            all.Add((Now + Startup, Now + Startup));
        while (all.Count > Last.To)
            all.RemoveAt(all.Count - 1);
        Now++;
    }
}
