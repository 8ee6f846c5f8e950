using System.Text.Json.Serialization;
using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class HpaBehaviorTableTests
{
    private const double Now = 0;

    [SharedDataFact("scaling/tables/hpa_behavior_rate.json")]
    public void Steps_are_limited_as_kubernetes_limits_them() => ScalingTable.Holds<RateCase>("hpa_behavior_rate.json", "cases", row =>
    {
        var limited = row is { ScaleUpRules: { } up, ScaleDownRules: { } down }
            ? HpaRates.Limit(
                row.Current, row.Desired, row.Min, row.Max, new HpaBehavior(up.ToRules(), down.ToRules()), Events(row.ScaleUpEvents), Events(row.ScaleDownEvents), Now)
            : HpaRates.Limit(row.Current, row.Desired, row.Min, row.Max);

        limited.ShouldBe((row.Expect.Replicas, row.Expect.Condition));
    });

    [SharedDataFact("scaling/tables/hpa_scale_events.json")]
    public void Changes_are_kept_for_as_long_as_a_policy_looks_back() => ScalingTable.Holds<EventCase>("hpa_scale_events.json", "cases", row =>
    {
        var events = Events(row.LogBefore);
        if (row.Expect.ChangeInPeriod is { } change)
            events.ChangeWithin(row.PeriodS, Now).ShouldBe(change);
        if (row.Expect.ChangeInLast60sBefore is { } before)
            events.ChangeWithin(60, Now).ShouldBe(before);
        if (row.Expect.LogAfter is not { } after)
            return;

        events.Add(row.ReplicaChange, Now, row.Rules?.ToRules());

        events.All.Select(each => (each.Change, each.Outdated)).ShouldBe(after.Select(each => (each.ReplicaChange, each.Outdated)));
    });

    [SharedDataFact("scaling/tables/hpa_stabilization.json")]
    public void Recommendations_are_stabilized_between_the_least_and_the_most_of_their_windows() =>
        ScalingTable.Holds<StabilizationCase>("hpa_stabilization.json", "with_behaviors", row =>
        {
            var recommendations = Recommendations(row.History);

            recommendations.Stabilize(row.Current, row.Desired, row.ScaleUpWindowS, row.ScaleDownWindowS, Now).ShouldBe(row.Expect.Replicas);

            if (row.Expect.LogAfter is { } log)
                recommendations.Log.Select(each => each.Replicas).ShouldBe(log);
        });

    [SharedDataFact("scaling/tables/hpa_stabilization.json")]
    public void Without_a_behavior_only_the_way_down_is_stabilized() =>
        ScalingTable.Holds<StabilizationCase>("hpa_stabilization.json", "simple_downscale_window", row =>
        {
            var recommendations = Recommendations(row.History);

            recommendations.Stabilize(row.Desired, row.WindowS, Now).ShouldBe(row.Expect.Replicas);

            if (row.Expect.LogLength is { } length)
                recommendations.Log.Count.ShouldBe(length);
        });

    private static HpaScaleEvents Events(Event[]? events) => new((events ?? []).Select(each => new HpaScaleEvent(each.ReplicaChange, Now - each.AgeS, each.Outdated)));

    private static HpaRecommendations Recommendations(Recommendation[] history) =>
        new(history.Select(each => new HpaRecommendation(each.Replicas, Now - each.AgeS)));

    private sealed record RateCase(
        int Current, int Desired, int Min, int Max, Rules? ScaleUpRules, Rules? ScaleDownRules, Event[]? ScaleUpEvents, Event[]? ScaleDownEvents, RateExpectation Expect);

    private sealed record RateExpectation(int Replicas, HpaLimit Condition);

    private sealed record Rules(int? StabilizationWindowS, HpaSelect? SelectPolicy, Policy[]? Policies)
    {
        public HpaRules ToRules() =>
            new(StabilizationWindowS, SelectPolicy ?? HpaSelect.Max, [.. (Policies ?? []).Select(each => new HpaPolicy(each.Type, each.Value, each.PeriodS))]);
    }

    private sealed record Policy(HpaPolicyKind Type, int Value, int PeriodS);

    private sealed record Event(int ReplicaChange, double AgeS, bool Outdated);

    private sealed record EventCase(Rules? Rules, int ReplicaChange, int PeriodS, Event[] LogBefore, EventExpectation Expect);

    private sealed record EventExpectation(
        int? ChangeInPeriod, [property: JsonPropertyName("change_in_last_60s_before")] int? ChangeInLast60sBefore, Event[]? LogAfter);

    private sealed record StabilizationCase(
        Recommendation[] History, int Current, int Desired, int ScaleUpWindowS, int ScaleDownWindowS, int WindowS, StabilizationExpectation Expect);

    private sealed record Recommendation([property: JsonPropertyName("recommendation")] int Replicas, double AgeS);

    private sealed record StabilizationExpectation(int Replicas, int[]? LogAfter, int? LogLength);
}
