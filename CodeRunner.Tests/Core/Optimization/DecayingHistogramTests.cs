using System.Text.Json;
using CodeRunner.Core.Optimization.Histograms;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class DecayingHistogramTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(24);
    private static readonly HistogramBuckets Cores = HistogramBuckets.Exponential(most: 100, first: 0.01, ratio: 1.05, epsilon: 1e-4);

    [Fact]
    public void Every_value_is_between_the_start_and_the_end_of_its_bucket()
    {
        for (var bucket = 0; bucket < Cores.Count - 1; bucket++)
        {
            Cores.Of(Cores.StartOf(bucket)).ShouldBe(bucket);
            Cores.Of((Cores.StartOf(bucket) + Cores.EndOf(bucket)) / 2).ShouldBe(bucket);
        }
        Cores.Of(double.NaN).ShouldBe(0);
        Cores.Of(-1).ShouldBe(0);
        Cores.Of(double.PositiveInfinity).ShouldBe(Cores.Count - 1);
    }

    [Fact]
    public void What_was_seen_a_half_life_ago_weighs_half()
    {
        var histogram = new DecayingHistogram(Cores, HalfLife);
        histogram.Add(1, 3, Noon);
        histogram.Add(5, 1, Noon + HalfLife);

        // 1.5 of 2.5 are old.
        histogram.Percentile(0.59).ShouldBe(1, 0.06);
        histogram.Percentile(0.61).ShouldBe(5, 0.3);
    }

    [Fact]
    public void What_comes_late_weighs_as_if_it_had_come_in_time() => ForAll(samples =>
    {
        var backwards = Filled(Enumerable.Reverse(samples));
        return Same(Filled(samples), backwards);
    });

    [Fact]
    public void Percentiles_never_fall_with_the_rank() => ForAll(samples =>
    {
        var histogram = Filled(samples);
        var percentiles = Enumerable.Range(0, 21).Select(rank => histogram.Percentile(rank / 20.0)).ToList();
        return percentiles.SequenceEqual(percentiles.Order());
    });

    [Fact]
    public void At_most_the_rest_of_a_percentiles_rank_is_over_it() => ForAll(samples =>
    {
        var histogram = Filled(samples);
        return Array.TrueForAll([0.5, 0.9, 0.99], rank => histogram.ShareOver(histogram.Percentile(rank)) <= 1 - rank + 1e-9);
    });

    [Fact]
    public void Two_halves_merged_are_the_whole() => ForAll(samples =>
    {
        var (one, other) = (samples[..(samples.Length / 2)], samples[(samples.Length / 2)..]);
        var merged = Filled(one);
        merged.Merge(Filled(other));
        return Same(merged, Filled(samples));
    });

    [Fact]
    public void A_checkpoint_comes_back_through_json() => ForAll(samples =>
    {
        var histogram = Filled(samples);
        var stored = JsonSerializer.Serialize(histogram.ToCheckpoint());
        DecayingHistogram.TryLoad(JsonSerializer.Deserialize<HistogramCheckpoint>(stored)!, Cores, HalfLife, out var loaded).ShouldBeTrue();
        histogram.Add(2, 1, Noon.AddDays(9));
        loaded!.Add(2, 1, Noon.AddDays(9));
        return Math.Abs(loaded.TotalWeight / histogram.TotalWeight - 1) < 1e-9
            && Enumerable.Range(0, Cores.Count).All(bucket => Math.Abs(loaded.WeightOf(bucket) - histogram.WeightOf(bucket)) <= histogram.TotalWeight * 0.005);
    });

    [Fact]
    public void Years_do_not_overflow_it()
    {
        var histogram = new DecayingHistogram(Cores, TimeSpan.FromMinutes(1));
        for (var day = 0; day < 4000; day++)
            histogram.Add(day % 2 == 0 ? 1 : 5, 1, Noon.AddDays(day));

        double.IsFinite(histogram.TotalWeight).ShouldBeTrue();
        histogram.Percentile(0.01).ShouldBe(5, 0.3);
    }

    private static bool Same(DecayingHistogram one, DecayingHistogram other)
    {
        var (mine, theirs) = (one.ToCheckpoint().BucketWeights, other.ToCheckpoint().BucketWeights);
        return mine.Keys.Union(theirs.Keys).All(bucket => Math.Abs(mine.GetValueOrDefault(bucket) - theirs.GetValueOrDefault(bucket)) <= 1);
    }

    private static DecayingHistogram Filled(IEnumerable<(double Value, DateTimeOffset Time)> samples)
    {
        var histogram = new DecayingHistogram(Cores, HalfLife);
        foreach (var (value, time) in samples)
            histogram.Add(value, 1, time);
        return histogram;
    }

    private static (double Value, DateTimeOffset Time)[] Samples(NonEmptyArray<(byte Tenths, ushort Minutes)> any) =>
        [.. any.Get.Select(each => (each.Tenths / 10.0, Noon.AddMinutes(each.Minutes)))];

    private static void ForAll(Func<(double Value, DateTimeOffset Time)[], bool> holds) =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<(byte, ushort)>>(), any => holds(Samples(any))).QuickCheckThrowOnFailure();
}
