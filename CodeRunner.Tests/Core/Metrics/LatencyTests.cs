using CodeRunner.Core.Metrics;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Metrics;

public sealed class LatencyTests
{
    [Fact]
    public void A_buckets_middle_is_within_5_percent_of_every_time_in_it()
    {
        for (var microseconds = 1L; microseconds < 1L << 32; microseconds += Math.Max(1, microseconds / 37))
            LatencyBuckets.MiddleOf(LatencyBuckets.Of(microseconds)).ShouldBe(microseconds, microseconds * 0.05);
    }

    [Fact]
    public void Buckets_follow_each_other_without_a_hole_up_to_the_last()
    {
        var before = -1;
        for (var microseconds = 0L; microseconds < 1L << 32; microseconds += Math.Max(1, microseconds / 64))
        {
            var bucket = LatencyBuckets.Of(microseconds);
            bucket.ShouldBeInRange(before, before + 1);
            before = bucket;
        }
        LatencyBuckets.Of(TimeSpan.FromDays(3)).ShouldBe(LatencyBuckets.Count - 1);
        LatencyBuckets.Of(TimeSpan.FromMilliseconds(-1)).ShouldBe(0);
    }

    [Fact]
    public void Percentiles_of_histograms_added_up_are_those_of_all_times_together() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonEmptyArray<uint>, NonEmptyArray<uint>)>(),
        both =>
        {
            var (one, other) = (Times(both.Item1), Times(both.Item2));
            var sum = new LatencySum();
            foreach (var half in (int[][])[one, other])
            {
                var histogram = new LatencySum();
                foreach (var microseconds in half)
                    histogram.Add(LatencyBuckets.Of(microseconds), 1);
                sum.Add(histogram.ToHistogram());
            }
            var sorted = one.Concat(other).Order().ToArray();
            return Array.TrueForAll([0.5, 0.95, 0.99], rank =>
            {
                var exact = sorted[(int)Math.Ceiling(rank * sorted.Length) - 1] / 1000.0;
                return Math.Abs(sum.ToHistogram()!.Percentile(rank) - exact) <= exact * 0.05;
            });
        }).QuickCheckThrowOnFailure();

    private static int[] Times(NonEmptyArray<uint> any) => [.. any.Get.Select(each => (int)(each * 7919 % 10_000_000) + 1)];
}
