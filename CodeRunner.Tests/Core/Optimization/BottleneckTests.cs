using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Bottlenecks;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class BottleneckTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_resource_that_costs_most_time_is_first_and_what_costs_hardly_any_is_not_told()
    {
        var found = BottleneckDecider.Decide(Release(3, sample => sample with { CpuThrottled = 0.2, MemoryStalled = 0.049, QueueMs = 30, DownstreamMs = 6 }));

        found.Select(each => (each.Resource, Math.Round(each.Share, 3))).ShouldBe(
            [(BottleneckResource.Queue, 0.3), (BottleneckResource.Cpu, 0.2), (BottleneckResource.Downstream, 0.06)]);
        found[1].Evidence.ShouldContain("20 % of the time of release 3");
    }

    [Fact]
    public void A_bottleneck_came_with_the_first_release_that_had_it()
    {
        LoadSample[] samples =
        [
            .. Release(1, sample => sample with { CpuThrottled = 0.01 }), .. Release(2, sample => sample with { CpuThrottled = 0.3 }), .. Release(4, sample => sample with { CpuThrottled = 0.25 }),
        ];

        var found = BottleneckDecider.Decide(Enumerable.Reverse(samples)).ShouldHaveSingleItem();
        found.SinceRelease.ShouldBe(2);
        found.Share.ShouldBe(0.25, 1e-9);
        found.Evidence.ShouldContain("In release 1 it was 1 %");
    }

    [Fact]
    public void One_that_came_back_counts_from_when_it_came_back() =>
        BottleneckDecider.Decide([
            .. Release(1, sample => sample with { CpuThrottled = 0.3 }), .. Release(2, sample => sample with { CpuThrottled = 0.01 }), .. Release(3, sample => sample with { CpuThrottled = 0.3 }),
        ]).ShouldHaveSingleItem().SinceRelease.ShouldBe(3);

    [Fact]
    public void One_that_was_always_there_came_with_no_release_that_is_known() =>
        BottleneckDecider.Decide([.. Release(6, sample => sample with { MemoryStalled = 0.2 }), .. Release(7, sample => sample with { MemoryStalled = 0.3 })])
            .ShouldHaveSingleItem().SinceRelease.ShouldBeNull();

    [Fact]
    public void What_the_new_release_got_rid_of_is_not_told() =>
        BottleneckDecider.Decide([.. Release(1, sample => sample with { CpuThrottled = 0.5 }), .. Release(2, sample => sample with { CpuThrottled = 0 })]).ShouldBeEmpty();

    [Fact]
    public void What_is_not_measured_is_no_bottleneck_and_too_few_moments_say_nothing()
    {
        BottleneckDecider.Decide(Release(1, sample => sample with { RequestMs = null, QueueMs = 30 })).ShouldBeEmpty();
        BottleneckDecider.Decide(Release(1, sample => sample with { CpuThrottled = double.NaN })).ShouldBeEmpty();
        BottleneckDecider.Decide(Release(1, sample => sample with { CpuThrottled = 0.9 }, count: 4)).ShouldBeEmpty();
        BottleneckDecider.Decide([]).ShouldBeEmpty();
    }

    private static IEnumerable<LoadSample> Release(int number, Func<LoadSample, LoadSample> of, int count = 10) =>
        Enumerable.Range(0, count).Select(second => of(new LoadSample(Noon.AddHours(number).AddSeconds(second), number, null, null, null, null, RequestMs: 100)));
}
