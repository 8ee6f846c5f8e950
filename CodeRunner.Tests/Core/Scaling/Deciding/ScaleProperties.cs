using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

public sealed class ScaleProperties
{
    private const int Minutes = 10 * 60;

    private static readonly Gen<ScaleRule> OneRule =
        from trigger in Gen.Elements(ScalingTrigger.Cpu, ScalingTrigger.Requests, ScalingTrigger.Concurrency, ScalingTrigger.Memory)
        from form in Gen.Choose(0, 2)
        from level in Gen.Choose(20, 90)
        from min in Gen.Choose(1, 4)
        from more in Gen.Choose(0, 16)
        select form switch
        {
            0 => Rules.Target(trigger, level, min, min + more),
            1 => Rules.Up(trigger, level, level, min, min + more),
            _ => Rules.Down(trigger, level / 2.0, level, min, min + more),
        };

    private static readonly Gen<ScaleRule[]> SomeRules = Gen.Choose(1, 4).SelectMany(count => OneRule.ListOf(count)).Select(list => list.ToArray());

    private static readonly Gen<ScaleRule> OneTarget =
        from trigger in Gen.Elements(ScalingTrigger.Cpu, ScalingTrigger.Requests)
        from target in Gen.Choose(30, 80)
        select Rules.Target(trigger, target);

    [Fact]
    public void A_decision_is_never_outside_of_the_bounds() => Check(
        from rules in SomeRules
        from start in Gen.Choose(1, 20)
        from loads in Gen.Choose(0, 1500).ListOf(8)
        from scheduled in Gen.Choose(0, 6)
        select (rules, start, loads, scheduled),
        given =>
        {
            var app = new ScaledApp(given.start, given.rules) { Scheduled = given.scheduled };
            var (low, high) = (Math.Max(given.scheduled, given.rules.Max(rule => rule.Min)), Math.Max(given.scheduled, given.rules.Max(rule => rule.Max)));
            foreach (var load in given.loads)
            {
                for (var second = 0; second < 40; second++)
                {
                    app.InFlight = load / 10;
                    app.Run(1, load);
                    app.Last.To.ShouldBeInRange(low, high);
                }
            }
        });

    [Fact]
    public void What_is_not_measured_never_takes_anything_away() => Check(
        from rules in SomeRules
        from start in Gen.Choose(4, 5)
        from load in Gen.Choose(0, 300)
        select (rules, start, load),
        given =>
        {
            var rules = Array.ConvertAll(given.rules, rule => rule with { Max = 20 });
            var app = new ScaledApp(given.start, rules) { InFlight = given.load }.Run(100, given.load);
            (app.Measured, app.Counted, app.MemoryPercent) = (false, false, 0);
            app.Changes.Clear();

            app.Run(Minutes, 0);

            app.Changes.ShouldAllBe(change => change.To >= change.From);
        });

    /// <summary>A rise begins at 1.1 of the target and a fall ends at 0.95 of it: between, it counts too how the load came, and an instance is whole.</summary>
    [Fact]
    public void More_load_of_processors_that_stays_never_comes_to_fewer_instances_by_more_than_the_room_around_the_target() => Check(
        from target in Gen.Choose(30, 80)
        from load in Gen.Choose(0, 1000)
        from more in Gen.Choose(0, 200)
        from start in Gen.Choose(1, 10)
        select (target, load, more, start),
        given =>
        {
            (At(given.load + given.more) * 1.1 / 0.95).ShouldBeGreaterThanOrEqualTo(At(given.load) - 1);

            int At(int load) => new ScaledApp(given.start, Rules.Target(ScalingTrigger.Cpu, given.target)) { CpuOfRequest = 0.5 }.Run(Minutes, load).Instances;
        });

    [Fact]
    public void A_constant_load_changes_no_direction() => Check(
        from rules in SomeRules
        from load in Gen.Choose(0, 1000)
        from start in Gen.Choose(1, 20)
        select (rules, load, start),
        given => new ScaledApp(given.start, given.rules) { CpuOfRequest = 0.5, InFlight = given.load / 20 }.Run(3 * Minutes, given.load).Turns.ShouldBe(0));

    [Fact]
    public void Chance_around_a_constant_changes_no_direction() => Check(
        from rule in OneTarget
        from load in Gen.Choose(20, 800)
        from seed in Gen.Choose(0, 100_000)
        select (rule, load, seed),
        given =>
        {
            var random = new Random(given.seed);
            new ScaledApp(Fits(given.rule, given.load), given.rule) { CpuOfRequest = 0.5 }.Run(3 * Minutes, _ => Poisson(random, given.load)).Turns.ShouldBe(0);
        });

    [Fact]
    public void One_step_changes_no_direction() => Check(
        from rule in OneTarget
        from load in Gen.Choose(20, 300)
        from factor in Gen.Choose(2, 4)
        from seed in Gen.Choose(0, 100_000)
        select (rule, load, factor, seed),
        given =>
        {
            var random = new Random(given.seed);
            new ScaledApp(Fits(given.rule, given.load), given.rule) { CpuOfRequest = 0.5 }
                .Run(3 * Minutes, second => Poisson(random, second < Minutes ? given.load : given.load * given.factor)).Turns.ShouldBe(0);
        });

    /// <summary>About what the load needs.</summary>
    private static int Fits(ScaleRule rule, double load) =>
        Math.Clamp((int)Math.Ceiling(load * (rule.Trigger == ScalingTrigger.Cpu ? 0.5 : 1) / ((TargetRule)rule).Target), 1, 20);

    private static double Poisson(Random random, double mean) =>
        Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));

    private static void Check<T>(Gen<T> cases, Action<T> holds) => Prop.ForAll(cases.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
