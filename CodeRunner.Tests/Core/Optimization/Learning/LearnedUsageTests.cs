using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Core.Metrics;

namespace CodeRunner.Tests.Core.Optimization.Learning;

public sealed class LearnedUsageTests
{
    private const double Mb = AdvisedDeployment.BytesPerMb;

    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly AdvisedDeployment Large = new(Limits.Default, 1, 1, ScalesItself: false, null, null);

    [Fact]
    public void What_is_stored_is_read_as_it_was_and_goes_on()
    {
        var learned = Learned.Usage(30, 0.2, 120, until: Noon);
        learned.End(new UsageEnd(Noon, Guid.NewGuid(), true), 256 * Mb);

        var again = LearnedUsage.Load(JsonSerializer.Deserialize<LearnedState>(JsonSerializer.Serialize(learned.ToState(), Wire.Json), Wire.Json)!);

        again.Ends.ShouldBe(learned.Ends);
        again.History.OomKills.ShouldBe(1);
        again.History.Confidence.ShouldBe(learned.History.Confidence);
        var (before, after) = (Advise(learned), Advise(again));
        after.Select(each => (each.Kind, each.Proposed)).ShouldBe(before.Select(each => (each.Kind, each.Proposed)));
        before.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_is_kept_has_a_bound_however_much_is_seen()
    {
        var learned = new LearnedUsage();
        for (var release = 0; release < 20; release++)
        {
            var (id, random) = (Guid.NewGuid(), new Random(release));
            for (var minute = 0; minute < 300; minute += 5)
            {
                var window = Window(random, id);
                learned.Observe(window, Noon.AddHours(release * 5).AddMinutes(minute));
                learned.End(new UsageEnd(Noon.AddHours(release * 5).AddMinutes(minute), id, false), 0);
            }
        }

        learned.Ends.Count.ShouldBeLessThanOrEqualTo(LearnedUsage.MostEnds);
        learned.Loads.Select(each => each.ReleaseId).Distinct().Count().ShouldBe(LearnedUsage.MostReleases);
        learned.Loads.Count.ShouldBeLessThanOrEqualTo(LearnedUsage.MostReleases * LearnedUsage.MostLoadsOfRelease);
        JsonSerializer.Serialize(learned.ToState(), Wire.Json).Length.ShouldBeLessThan(200_000);
    }

    [Fact]
    public void An_over_provisioned_deployment_is_advised_less_of_both_and_of_what_its_seconds_need_at_least()
    {
        var advice = Advise(Learned.Usage(30, 0.02, 60, until: Noon));
        Proposed(advice, RecommendationKind.Cpu).ShouldBe(0.1, "nothing is given less");
        Proposed(advice, RecommendationKind.Memory).ShouldBeInRange(64 * Mb, 128 * Mb);

        var bursty = Advise(Learned.Usage(30, 0.02, 60, burst: 0.5, until: Noon));
        Proposed(bursty, RecommendationKind.Cpu).ShouldBeInRange(0.6, 0.75, "every tenth second needs half a core");
        Advise(Learned.Usage(30, 0.02, 60, burst: 0.95, until: Noon)).ShouldNotContain(each => each.Kind == RecommendationKind.Cpu, "nearly all of it is needed");
    }

    [Fact]
    public void Who_is_held_back_by_a_limit_is_not_advised_a_lower_one()
    {
        Advise(Pressed(throttled: 0.3, stalled: 0)).Select(each => each.Kind).ShouldBe([RecommendationKind.Memory]);
        Advise(Pressed(throttled: 0.01, stalled: 0.2)).Select(each => each.Kind).ShouldBe([RecommendationKind.Cpu]);
        Advise(Pressed(throttled: 0.01, stalled: 0.01)).Select(each => each.Kind).ShouldBe([RecommendationKind.Cpu, RecommendationKind.Memory]);

        static LearnedUsage Pressed(double throttled, double stalled)
        {
            var learned = Learned.Usage(30, 0.02, 60, until: Noon);
            for (var times = 0; times < 12; times++)
            {
                var window = new UsageWindow(Noon);
                window.Press(Guid.Empty, throttled, stalled);
                learned.Observe(window, Noon);
            }
            return learned;
        }
    }

    [Fact]
    public void An_OOM_kill_raises_memory_at_once_without_any_history()
    {
        var learned = Learned.Usage(1, 0.02, 250, until: Noon);
        learned.End(new UsageEnd(Noon, Guid.NewGuid(), OutOfMemory: true), 256 * Mb);
        var small = Large with { Limits = Limits.Default with { MemoryMb = 256 } };

        var memory = AdviceDecider.Decide(learned, small, OptimizationStrategy.Balanced, OptimizationTargets.None, Noon).Single(each => each.Kind == RecommendationKind.Memory);

        memory.Proposed.ShouldBeGreaterThanOrEqualTo(256 * 1.2 * Mb);
        memory.OomKills.ShouldBe(1);
    }

    [Fact]
    public void Instances_are_advised_about_only_where_nothing_scales_them_and_their_processor_is_right()
    {
        var learned = Learned.Usage(30, 0.4, 200, until: Noon);
        var right = new AdvisedDeployment(new Limits(0.45, 256, 64, 512), 4, 1, ScalesItself: false, Noon, Noon);

        Instances(right).ShouldBe(2);
        Instances(right with { LeastInstances = 3 }).ShouldBe(3);
        Instances(right with { ScalesItself = true }).ShouldBeNull();
        Instances(right with { Limits = right.Limits with { Cpus = 4 }, CpuSince = null }).ShouldBeNull("the processor of each comes first");

        double? Instances(AdvisedDeployment deployment) =>
            AdviceDecider.Decide(learned, deployment, OptimizationStrategy.Balanced, OptimizationTargets.None, Noon).SingleOrDefault(each => each.Kind == RecommendationKind.Instances)?.Proposed;
    }

    [Fact]
    public void A_window_tells_the_busiest_instance_and_what_requests_waited_for()
    {
        var (window, release) = (new UsageWindow(Noon), Guid.NewGuid());
        var (busy, idle) = (Guid.NewGuid(), Guid.NewGuid());
        for (var second = 0; second < 10; second++)
        {
            window.Add(busy, Points.Usage(400_000, 100));
            window.Add(idle, Points.Usage(100_000, 300));
            window.Add(new Traffic(10, 0, 0, 0, 0), Points.Latency([.. Enumerable.Repeat(100.0, 10)]), TimeSpan.FromMilliseconds(10 * 20));
            window.Next();
        }
        window.Press(release, 0.25, 0);
        window.Press(release, 0.75, null);

        window.Sample(Noon)!.Value.Cpus.ShouldBe(0.4, 1e-9);
        window.Sample(Noon)!.Value.MemoryBytes.ShouldBe(300);
        window.AllCores!.Value.ShouldBe(0.5, 1e-9);
        var load = window.Loads(Noon).ShouldHaveSingleItem();
        (load.ReleaseId, load.CpuThrottled, load.MemoryStalled).ShouldBe((release, 0.5, 0.0));
        load.RequestMs!.Value.ShouldBe(100, 4);
        load.QueueMs.ShouldBe(20);
        load.DownstreamMs!.Value.ShouldBe(30, 4, "50 ms of the processor each");
    }

    private static UsageWindow Window(Random random, Guid release)
    {
        var window = new UsageWindow(Noon);
        for (var second = 0; second < 30; second++)
        {
            window.Add(release, Points.Usage(random.Next(4_000_000), random.Next(1 << 30)));
            window.Next();
        }
        window.Press(release, random.NextDouble(), random.NextDouble());
        return window;
    }

    private static IReadOnlyList<SizingAdvice> Advise(LearnedUsage learned) => AdviceDecider.Decide(learned, Large, OptimizationStrategy.Balanced, OptimizationTargets.None, Noon);

    private static double Proposed(IReadOnlyList<SizingAdvice> advice, RecommendationKind kind) => advice.Single(each => each.Kind == kind).Proposed;
}
