using System.Globalization;
using System.Text.Json;
using CodeRunner.Core.Optimization.Histograms;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Optimization;

/// <summary>The published cases of the vertical pod autoscaler's histogram, in order of the table's parts.</summary>
public sealed class HistogramTableTests
{
    private const string Table = "scaling/tables/vpa_histogram.json";

    [SharedDataFact(Table)]
    public void Percentiles_are_those_of_the_table() => Each("percentiles", test =>
    {
        var histogram = Filled(test, test.GetProperty("ops"));
        foreach (var check in test.GetProperty("checks").EnumerateArray())
        {
            var expected = check.GetProperty("expect").GetDouble();
            histogram.Percentile(check.GetProperty("percentile").GetDouble())
                .ShouldBe(expected, Math.Max(1e-15, expected * test.GetProperty("relative_tolerance").GetDouble()), $"{test.GetProperty("id")}: {check}");
        }
    });

    [SharedDataFact(Table)]
    public void It_is_empty_when_the_table_says_so() => Each("emptiness", test =>
    {
        var histogram = new DecayingHistogram(Buckets(test));
        foreach (var step in test.GetProperty("ops").EnumerateArray())
        {
            if (step[0].GetString() == "is_empty")
                histogram.IsEmpty.ShouldBe(step[1].GetBoolean(), test.GetProperty("name").GetString());
            else
                Do(histogram, step);
        }
    });

    [SharedDataFact(Table)]
    public void Merging_is_as_if_one_had_seen_all() => Each("merge", test =>
    {
        var one = Filled(test, test.GetProperty("a"));
        one.Merge(Filled(test, test.GetProperty("b")));
        var all = Filled(test, test.GetProperty("equals"));

        one.ToCheckpoint().BucketWeights.ShouldBe(all.ToCheckpoint().BucketWeights);
        for (var rank = 0.0; rank <= 1; rank += 0.05)
            one.Percentile(rank).ShouldBe(all.Percentile(rank));
    });

    [SharedDataFact(Table)]
    public void Checkpoints_are_those_of_the_table() => Each("checkpoint_save", test =>
    {
        var histogram = Filled(test, test.GetProperty("ops"));
        var checkpoint = histogram.ToCheckpoint();

        if (test.TryGetProperty("bucket_weights", out var weights))
            checkpoint.BucketWeights.ShouldBe(Weights(weights, weight => weight.GetInt32()));
        if (test.TryGetProperty("total_weight", out var total))
            checkpoint.TotalWeight.ShouldBe(total.GetDouble());
        DecayingHistogram.TryLoad(checkpoint, Buckets(test), null, out var loaded).ShouldBeTrue();
        loaded!.IsEmpty.ShouldBe(test.TryGetProperty("after_reload_is_empty", out var empty) ? empty.GetBoolean() : histogram.IsEmpty);
    });

    [SharedDataFact(Table)]
    public void Checkpoints_are_loaded_or_refused_as_the_table_says() => Each("checkpoint_load", test =>
    {
        var checkpoint = new HistogramCheckpoint(null, test.GetProperty("total_weight").GetDouble(), Weights(test.GetProperty("bucket_weights"), weight => weight.GetInt32()));
        var refused = test.TryGetProperty("error", out var error) && error.GetBoolean();

        DecayingHistogram.TryLoad(checkpoint, HistogramBuckets.Linear(10, 1, 1e-15), null, out var loaded).ShouldBe(!refused);
        if (!refused)
        {
            foreach (var (bucket, weight) in Weights(test.GetProperty("expect_weights"), weight => weight.GetDouble()))
                loaded!.WeightOf(bucket).ShouldBe(weight, 1e-9);
        }
    });

    [SharedDataFact(Table)]
    public void Buckets_begin_where_the_table_says() => Each("bucket_options", test =>
    {
        var buckets = Buckets(test);
        buckets.Count.ShouldBe(test.GetProperty("num_buckets").GetInt32());
        foreach (var (bucket, start) in Weights(test.GetProperty("bucket_start"), start => start.GetDouble()))
            buckets.StartOf(bucket).ShouldBe(start, 1e-9);
        foreach (var find in test.GetProperty("find_bucket").EnumerateArray())
            buckets.Of(find[0].GetDouble()).ShouldBe(find[1].GetInt32(), find.ToString());
    });

    private static void Each(string part, Action<JsonElement> check)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Find(Table)));
        var tests = file.RootElement.GetProperty(part).EnumerateArray().ToList();
        tests.ShouldNotBeEmpty();
        tests.ForEach(check);
    }

    private static DecayingHistogram Filled(JsonElement test, JsonElement steps)
    {
        var halfLife = test.TryGetProperty("half_life_s", out var seconds) && seconds.ValueKind == JsonValueKind.Number ? TimeSpan.FromSeconds(seconds.GetDouble()) : (TimeSpan?)null;
        var histogram = new DecayingHistogram(Buckets(test), halfLife);
        foreach (var step in steps.EnumerateArray())
            Do(histogram, step);
        return histogram;
    }

    private static void Do(DecayingHistogram histogram, JsonElement step)
    {
        var (value, weight) = (step[1].GetDouble(), step[2].GetDouble());
        var time = DateTimeOffset.FromUnixTimeSeconds(step.GetArrayLength() > 3 ? step[3].GetInt64() : 0);
        if (step[0].GetString() == "add")
            histogram.Add(value, weight, time);
        else
            histogram.Subtract(value, weight, time);
    }

    private static HistogramBuckets Buckets(JsonElement test)
    {
        var options = test.GetProperty("options");
        double Option(string name) => options.GetProperty(name).GetDouble();
        return options.GetProperty("type").GetString() == "linear"
            ? HistogramBuckets.Linear(Option("max_value"), Option("bucket_size"), Option("epsilon"))
            : HistogramBuckets.Exponential(Option("max_value"), Option("first_bucket_size"), Option("ratio"), Option("epsilon"));
    }

    private static Dictionary<int, T> Weights<T>(JsonElement weights, Func<JsonElement, T> read) =>
        weights.EnumerateObject().ToDictionary(each => int.Parse(each.Name, CultureInfo.InvariantCulture), each => read(each.Value));
}
