using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class KpaTableTests
{
    /// <summary>Knative's own tests take one more or less: the capacities are thirds.</summary>
    private const int ExcessTolerance = 1;

    [SharedDataFact("scaling/tables/kpa_decisions.json")]
    public void Every_step_is_what_knative_decides() => ScalingTable.Holds<Case>("kpa_decisions.json", "cases", row =>
    {
        var autoscaler = new KpaAutoscaler(ToSpec(row.Spec), row.Initial.ReadyPodsAtCreation, nowSeconds: 0);
        autoscaler.Resume(row.Initial.PanickingSinceS, row.Initial.MaxPanicPods);

        foreach (var step in row.Steps)
        {
            foreach (var (name, value) in step.SpecUpdate ?? new JsonObject())
                row.Spec[name] = value?.DeepClone();
            autoscaler.Spec = ToSpec(row.Spec);

            var decision = autoscaler.Decide(step.Time, step.ReadyPods, step.ObservedStable, step.ObservedPanic);

            (decision.Valid, decision.Desired).ShouldBe((step.Expect.Valid, step.Expect.Desired), $"at {step.Time} s");
            decision.ExcessBurstCapacity.ShouldBeInRange(
                step.Expect.ExcessBurstCapacity - ExcessTolerance, step.Expect.ExcessBurstCapacity + ExcessTolerance, $"at {step.Time} s");
            autoscaler.Panicking.ShouldBe(step.Expect.Panicking ?? autoscaler.Panicking, $"at {step.Time} s");
        }
    });

    [SharedDataFact("scaling/tables/kpa_decisions.json")]
    public void It_begins_in_panic_where_several_pods_run() => ScalingTable.Holds<Start>("kpa_decisions.json", "start_state", row =>
    {
        var autoscaler = new KpaAutoscaler(new KpaSpec { TargetValue = 100 }, row.ReadyPodsAtCreation, nowSeconds: 0);

        (autoscaler.Panicking, autoscaler.MaxPanicPods).ShouldBe((row.Expect.Panicking, row.Expect.MaxPanicPods));
    });

    private static KpaSpec ToSpec(JsonObject row) => new()
    {
        TargetValue = (double)row["target_value"]!,
        TotalValue = (double)row["total_value"]!,
        TargetBurstCapacity = (double)row["target_burst_capacity"]!,
        PanicThreshold = (double)row["panic_threshold"]!,
        MaxScaleUpRate = (double)row["max_scale_up_rate"]!,
        MaxScaleDownRate = (double)row["max_scale_down_rate"]!,
        StableWindowSeconds = (double)row["stable_window_s"]!,
        ScaleDownDelaySeconds = (double)row["scale_down_delay_s"]!,
        ActivationScale = (int)row["activation_scale"]!,
        Reachable = (bool)row["reachable"]!,
    };

    private sealed record Case(JsonObject Spec, Initial Initial, Step[] Steps);

    private sealed record Initial(int? ReadyPodsAtCreation, double? PanickingSinceS, int MaxPanicPods);

    private sealed record Step(
        [property: JsonPropertyName("t_s")] double Time, int? ReadyPods, double? ObservedStable, double? ObservedPanic, Expectation Expect, JsonObject? SpecUpdate);

    private sealed record Expectation(bool Valid, int Desired, int ExcessBurstCapacity, bool? Panicking);

    private sealed record Start(int? ReadyPodsAtCreation, StartExpectation Expect);

    private sealed record StartExpectation(bool Panicking, int MaxPanicPods);
}
