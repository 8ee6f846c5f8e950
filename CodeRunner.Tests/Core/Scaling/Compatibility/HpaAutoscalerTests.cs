using CodeRunner.Core.Scaling.Compatibility;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class HpaAutoscalerTests
{
    private static readonly HpaSpec Spec = new(Min: 2, Max: 20, TargetUtilization: 0.5);

    [Fact]
    public void It_goes_up_at_once_and_by_as_many_as_there_are_or_four()
    {
        var app = new App(Spec, 2);

        app.Look(usage: 2 * 0.9).ShouldBe(4);
        app.Look(usage: 4 * 1.0).ShouldBe(8);
        app.Look(usage: 8 * 1.0).ShouldBe(16);
        app.Look(usage: 16 * 1.0).ShouldBe(20);
    }

    [Fact]
    public void It_goes_down_when_five_minutes_have_asked_for_less()
    {
        var app = new App(Spec, 10);
        app.Look(usage: 5).ShouldBe(10);

        for (var seconds = HpaAutoscaler.SyncSeconds; seconds < 300; seconds += HpaAutoscaler.SyncSeconds)
            app.Look(usage: 1.5).ShouldBe(10);

        app.Look(usage: 1.5).ShouldBe(3);
    }

    [Theory]
    [InlineData(0.91, 10)]
    [InlineData(1.09, 10)]
    [InlineData(1.13, 12)]
    public void Near_its_target_it_stays(double ofTarget, int replicas) => new App(Spec, 10).Look(usage: 10 * 0.5 * ofTarget).ShouldBe(replicas);

    [Fact]
    public void Replicas_that_start_count_as_idle_when_it_grows()
    {
        var app = new App(Spec, 4);

        app.Look(usage: 2 * 1.0, ready: 2).ShouldBe(4);
    }

    [Fact]
    public void Without_a_behavior_it_at_most_doubles_or_goes_to_four()
    {
        var app = new App(Spec with { Behavior = null }, 2);

        app.Look(usage: 200).ShouldBe(4);
        app.Look(usage: 400).ShouldBe(8);
    }

    [Fact]
    public void A_stopped_app_stays_stopped_and_what_is_outside_of_the_limits_comes_back()
    {
        new App(Spec, 0).Look(usage: null).ShouldBe(0);
        new App(Spec, 1).Look(usage: null).ShouldBe(2);
        new App(Spec, 25).Look(usage: null).ShouldBe(20);
    }

    [Fact]
    public void It_stays_within_its_limits_and_keeps_what_it_has_where_nothing_is_measured() => Any((app, usage) =>
    {
        var before = app.Replicas;
        var after = app.Look(usage);
        return after is >= 2 and <= 20 && (usage is not null || after == before);
    });

    [Fact]
    public void No_step_down_goes_below_what_was_asked_for_in_the_last_five_minutes()
    {
        var asked = new Queue<(double At, int Replicas)>();
        Any((app, usage) =>
        {
            if (app.Now == 0)
                asked.Clear();
            while (asked.TryPeek(out var oldest) && oldest.At <= app.Now - 300)
                asked.Dequeue();
            var (now, before, after) = (app.Now, app.Replicas, app.Look(usage));
            if (app.Last.Proposed is { } proposed)
                asked.Enqueue((now, proposed));
            return after >= before || asked.All(each => after >= Math.Min(each.Replicas, before));
        });
    }

    /// <summary>Loads of any form, from idle to many times what all can take, with holes.</summary>
    private static void Any(Func<App, double?, bool> holds) => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), loads =>
    {
        foreach (var behavior in (HpaBehavior?[])[HpaBehavior.Default, null])
        {
            var app = new App(Spec with { Behavior = behavior }, 5);
            // The same load for a while each, for steps down need one.
            if (!loads.All(load => Enumerable.Range(0, 1 + load % 25).All(_ => holds(app, load % 7 == 0 ? null : load / 12.0))))
                return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();

    /// <summary>An app whose replicas are there as soon as they are wanted.</summary>
    private sealed class App(HpaSpec spec, int replicas)
    {
        private readonly HpaAutoscaler _autoscaler = new(spec);

        public double Now { get; private set; }

        public int Replicas { get; private set; } = replicas;

        public HpaDecision Last { get; private set; }

        public int Look(double? usage, int? ready = null)
        {
            var serving = ready ?? Replicas;
            Last = _autoscaler.Decide(new HpaObservation(Now, Replicas, serving, Replicas - serving, usage));
            Now += HpaAutoscaler.SyncSeconds;
            return Replicas = Last.Desired;
        }
    }
}
