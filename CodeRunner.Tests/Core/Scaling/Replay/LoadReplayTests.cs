using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Tests.Core.Scaling.Replay;

public sealed class LoadReplayTests
{
    [Fact]
    public void What_can_be_served_at_once_is_never_late()
    {
        var score = Replay(Steady(10, 60), _ => 1);

        (score.Requests, score.LateRequests, score.ViolationSeconds).ShouldBe((600, 0, 0));
        score.InstanceHours.ShouldBe(60 / 3600.0, 1e-9);
        score.MinimumInstanceHours.ShouldBe(60 / 3600.0, 1e-9);
    }

    [Fact]
    public void Who_waits_more_than_a_second_is_late_and_who_still_waits_at_the_end_counts()
    {
        // 20 come a second and 10 are served: those of second s in seconds 2s and 2s + 1.
        var score = Replay(Steady(20, 10), _ => 1);

        score.Requests.ShouldBe(200);
        score.ViolationSeconds.ShouldBe(7, "from second 3 on, in which those of second 1 are served");
        score.LateRequests.ShouldBe(70 + 80, "70 were served late, and of the 100 that wait those of seconds 5 to 8 are late by now");
    }

    [Fact]
    public void A_new_instance_serves_when_it_has_started()
    {
        var ready = new List<int>();

        Replay(Steady(1, 10), seen =>
        {
            ready.Add(seen.Ready);
            return seen.Second >= 2 ? 3 : 1;
        });

        ready.ShouldBe([1, 1, 1, 1, 1, 1, 3, 3, 3, 3], "decided at the end of second 2, started for 3 seconds");
    }

    [Fact]
    public void What_has_not_started_ends_first()
    {
        var ready = new List<int>();
        int[] wanted = [2, 2, 2, 2, 4, 3, 2, 1, 1, 1];

        Replay(Steady(1, 10), seen =>
        {
            ready.Add(seen.Ready);
            return wanted[seen.Second];
        });

        ready.ShouldBe([1, 1, 1, 1, 2, 2, 2, 2, 1, 1]);
    }

    [Fact]
    public void Changes_reversals_and_turns_are_counted_from_the_first_second_that_counts()
    {
        var trace = Steady(1, 3000);

        var score = Replay(trace, seen => seen.Second switch { < 100 => 1, < 200 => 2, < 900 => 3, < 1000 => 2, < 2000 => 4, _ => 3 }, from: 150);

        score.Changes.ShouldBe(4, "the first was before");
        score.Turns.ShouldBe(3);
        score.Reversals.ShouldBe(1, "only the rise at 1000 came within ten minutes of a fall");
    }

    [Fact]
    public void The_reaction_is_from_the_loads_rise_to_the_decision_that_brings_enough()
    {
        var trace = new LoadTrace(1, [.. Enumerable.Repeat(5.0, 50), .. Enumerable.Repeat(25.0, 50)]);

        var score = Replay(trace, seen => seen.Second < 54 ? 1 : seen.Second < 57 ? 2 : 3);

        score.ReactionP50.ShouldBe(7);
        Replay(Steady(1, 10), _ => 1).ReactionP50.ShouldBeNull("it never rose");
    }

    [Fact]
    public void The_bounds_hold_whatever_the_autoscaler_wants()
    {
        var desired = new List<int>();

        Replay(Steady(1, 6), seen =>
        {
            desired.Add(seen.Desired);
            return seen.Second % 2 == 0 ? int.MaxValue : int.MinValue;
        });

        desired.ShouldBe([1, 50, 1, 50, 1, 50]);
    }

    [Fact]
    public void Arrivals_are_the_same_for_the_same_seed_and_as_many_as_the_load_says()
    {
        foreach (var rate in (double[])[0.3, 20, 400])
        {
            var trace = new LoadTrace(60, [.. Enumerable.Repeat(60 * rate, 100)]);
            var arrivals = PoissonArrivals.Sample(trace, trace.Seconds, 1);

            arrivals.ShouldBe(PoissonArrivals.Sample(trace, trace.Seconds, 1));
            arrivals.ShouldNotBe(PoissonArrivals.Sample(trace, trace.Seconds, 2));
            var mean = arrivals.Average();
            mean.ShouldBe(rate, 4 * Math.Sqrt(rate / arrivals.Length));
            arrivals.Average(arrived => (arrived - mean) * (arrived - mean)).ShouldBe(rate, 0.15 * rate, "as a Poisson's variance");
        }
    }

    private static LoadTrace Steady(double rate, int seconds) => new(1, [.. Enumerable.Repeat(rate, seconds)]);

    /// <summary>Ten requests/s an instance, three seconds to start, at most fifty; what comes is what the load says, without chance.</summary>
    private static ReplayScore Replay(LoadTrace trace, Func<LoadSecond, int> decide, int from = 0) => LoadReplay.Run(
        new ReplaySetup(trace, [.. trace.Requests.Select(requests => (int)requests)], 10, 3, from, trace.Seconds, 1, 50), new Scripted(decide));

    private sealed class Scripted(Func<LoadSecond, int> decide) : IAutoscaler
    {
        public int Decide(in LoadSecond second) => decide(second);
    }
}
