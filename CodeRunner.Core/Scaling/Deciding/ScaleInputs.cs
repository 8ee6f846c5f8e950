using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>The numbers behind a decision, for those who read it.</summary>
internal static class ScaleInputs
{
    /// <summary>Whoever takes a deployment over reads it in the last change.</summary>
    public const string Unscheduled = "unscheduled";

    public static Dictionary<string, double> Of(ScaleSample sample, ScaleVote? vote, ScaleVerdict verdict)
    {
        var inputs = new Dictionary<string, double> { ["instances"] = sample.Desired, ["ready"] = sample.Ready };
        if (sample.Traffic is { } traffic)
            (inputs["requests"], inputs["inFlight"]) = (traffic.Arrived, traffic.InFlight);
        Add(inputs, "cpu", Demand.Of(ScalingTrigger.Cpu, sample));
        Add(inputs, "memory", Demand.Of(ScalingTrigger.Memory, sample));
        if (verdict.Idle is { } view)
            (inputs["idleSeconds"], inputs["sleepsAfterSeconds"]) = (view.Seconds, view.Limit);
        if (verdict.Unscheduled is { } unscheduled)
            inputs[Unscheduled] = unscheduled;
        if (vote is not { } winner)
            return inputs;
        inputs[winner.Rule is TargetRule ? "target" : "threshold"] = winner.Rule is TargetRule target ? target.Target : ((ThresholdRule)winner.Rule).Threshold;
        if (winner.Cause == ScaleCause.Foreseen)
            (inputs["foreseen"], inputs["foreseenSeconds"]) = (Math.Round(winner.Demand, 2), winner.Seconds);
        else if (winner.Seconds > 0)
            (inputs["demand"], inputs["seconds"]) = (Math.Round(winner.Demand, 2), winner.Seconds);
        return inputs;
    }

    private static void Add(Dictionary<string, double> inputs, string name, Demand? demand)
    {
        if (demand is { Counted: > 0 } seen)
            inputs[name] = Math.Round(seen.PerInstance, 2);
    }
}
