using System.Globalization;
using CodeRunner.Core.Scaling.Replay;
using CodeRunner.Core.Scaling.Tracking;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Tracking;

public sealed class DemandTrackerTests
{
    private const double Capacity = 20;
    private const int Hour = 3600;
    private const string PublicTrace = "scaling/traces/elb_request_count_8c0756.csv";

    public static TheoryData<string, int> Steady { get; } = new()
    {
        { "constant", 3 }, { "constant", 30 }, { "noise", 3 }, { "noise", 30 }, { "step", 3 }, { "step", 30 }, { "small", 3 }, { "small", 30 },
    };

    [Theory]
    [MemberData(nameof(Steady))]
    public void Constant_load_noise_and_a_step_never_turn_it(string load, int startup)
    {
        var random = new Random(7);
        Func<int, double> rate = load switch
        {
            "constant" => _ => 200,
            "noise" => _ => 200 * (0.9 + 0.2 * random.NextDouble()),
            "small" => _ => 9,
            _ => minute => minute < 180 ? 200 : 600,
        };

        var score = Replay(Minutes(360, rate), startup);

        score.Turns.ShouldBe(0);
        score.Changes.ShouldBeInRange(load == "small" ? 0 : 1, 12);
        score.LateRequests.ShouldBeLessThan(score.Requests / 20, "only the first ones, and those of the step");
    }

    [Fact]
    public void A_surge_is_decided_within_two_seconds()
    {
        var score = Replay(Minutes(240, minute => minute % 60 < 30 ? 100 : 500), 10, from: Hour);

        score.ReactionP95.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void What_has_just_begun_does_not_shrink()
    {
        var tracker = new DemandTracker(Capacity, 3, TrackingRules.Default);

        for (var second = 0; second < 59; second++)
            tracker.Decide(second, 0, 0, 8, 8).ShouldBe(new TrackedCount(8, TrackingRule.Steady));
    }

    [Fact]
    public void It_does_not_shrink_while_instances_start_or_requests_wait()
    {
        var tracker = new DemandTracker(Capacity, 3, TrackingRules.Default);

        for (var second = 0; second < 2000; second++)
        {
            tracker.Decide(second, 20, 0, 7, 8).Instances.ShouldBe(8, "one of them starts");
            tracker.Decide(second, 20, 100, 8, 8).Instances.ShouldBeGreaterThanOrEqualTo(8, "a hundred wait");
        }
    }

    [Fact]
    public void A_load_that_leaps_is_caught_up_with_and_one_that_never_did_is_not()
    {
        var first = Surge(leaps: 1);
        var fifth = Surge(leaps: 5);

        first.ShouldBeInRange(10, 14, "200 requests/s at 20 each, and some to spare");
        fifth.ShouldBeGreaterThan(first, "what waits until new instances have started is served, too");
    }

    [Fact]
    public void No_load_needs_one()
    {
        var score = Replay(Minutes(120, minute => minute < 30 ? 200 : 0), 3, from: Hour);

        score.InstanceHours.ShouldBe(1, 0.01);
    }

    [SharedDataFact(PublicTrace)]
    public void On_a_public_load_few_are_late_and_few_instances_idle()
    {
        var counts = File.ReadLines(SharedData.Find(PublicTrace)).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture));
        var trace = new LoadTrace(300, [.. counts.Select(count => 1000 * count)]);
        var capacity = trace.RatePercentile(0.99, 0.5) / 20;
        var setup = new ReplaySetup(trace, PoissonArrivals.Sample(trace, trace.Seconds, 1), capacity, 3, trace.Seconds / 2, trace.Seconds, 1, 200);

        var score = LoadReplay.Run(setup, new Tracker(capacity, 3));

        score.LateRequests.ShouldBeLessThan(score.Requests / 50, "Knative's autoscaler: 1.9 %, Kubernetes': 12.8 %");
        score.InstanceHours.ShouldBeLessThan(1.4 * score.MinimumInstanceHours, "Knative's: 1.44 times, Kubernetes': 2.33 times");
    }

    /// <summary>The most instances of the last of some leaps from nearly nothing.</summary>
    private static int Surge(int leaps)
    {
        var tracker = new Tracker(Capacity, 10);
        var trace = Minutes(20 * leaps, minute => minute % 20 < 10 ? 2 : 200);
        var most = 0;
        LoadReplay.Run(Setup(trace, 10), new Watched(tracker, seen => most = seen.Second > (20 * leaps - 10) * 60 ? Math.Max(most, seen.Desired) : 0));
        return most;
    }

    private static LoadTrace Minutes(int minutes, Func<int, double> rate) => new(60, [.. Enumerable.Range(0, minutes).Select(minute => 60 * rate(minute))]);

    private static ReplaySetup Setup(LoadTrace trace, int startup, int from = 0) =>
        new(trace, PoissonArrivals.Sample(trace, trace.Seconds, 3), Capacity, startup, from, trace.Seconds, 1, 100);

    private static ReplayScore Replay(LoadTrace trace, int startup, int from = 0) => LoadReplay.Run(Setup(trace, startup, from), new Tracker(Capacity, startup));

    private sealed class Tracker(double capacity, int startup) : IAutoscaler
    {
        private readonly DemandTracker tracker = new(capacity, startup, TrackingRules.Default);

        public int Decide(in LoadSecond second) => tracker.Decide(second.Second, second.Arrived, second.Waiting, second.Ready, second.Desired).Instances;
    }

    private sealed class Watched(IAutoscaler inner, Action<LoadSecond> see) : IAutoscaler
    {
        public int Decide(in LoadSecond second)
        {
            see(second);
            return inner.Decide(second);
        }
    }
}
