using System.Globalization;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Api.Scaling;

/// <summary>What a policy may say, by itself and beside the deployment's others.</summary>
internal static class ScalingPolicyChecks
{
    private const int MostCooldown = 3600;
    private const int MostPercent = 100;
    private const int MostRequests = 100_000;
    private const int MostConcurrency = 10_000;
    private const double Least = 0.1;

    public static Faults Check(ScalingPolicyRequest request)
    {
        var most = Deployment.MostInstances;
        var faults = new Faults()
            .Check(request.Trigger is not null, "trigger", "It is needed: cpu, memory, requests or concurrency.")
            .Check(request.MinInstances is null || (request.MinInstances >= 0 && request.MinInstances <= most), "minInstances", $"It must be 0 to {most}; 0 lets it sleep when no requests come.")
            .Range(request.MaxInstances, "maxInstances", 1, most)
            .Check(Min(request) <= Max(request), "minInstances", "It must not be more than maxInstances: lower it, or raise that.");
        return request.Target is null ? Threshold(faults, request) : Target(faults, request);
    }

    /// <summary>Under a load between such two thresholds, instances would be started and stopped in turn.</summary>
    public static Faults CheckBeside(ScalingPolicyRequest request, IEnumerable<ScalingPolicy> others)
    {
        var faults = new Faults();
        var same = others.Where(other => other.Trigger == request.Trigger && other.Threshold is not null).ToList();
        var ups = same.Where(other => other.Action == ScalingAction.ScaleUp).Select(other => other.Threshold!.Value);
        var downs = same.Where(other => other.Action == ScalingAction.ScaleDown).Select(other => other.Threshold!.Value);
        if (request.Action == ScalingAction.ScaleDown && ups.Any() && request.Threshold >= ups.Min())
            faults.Check(false, "threshold", $"It must be below {Number(ups.Min())}{Unit(request)}, from which another policy scales up: lower it, or change that policy first.");
        if (request.Action == ScalingAction.ScaleUp && downs.Any() && request.Threshold <= downs.Max())
            faults.Check(false, "threshold", $"It must be above {Number(downs.Max())}{Unit(request)}, below which another policy scales down: raise it, or change that policy first.");
        return faults;
    }

    public static int Min(ScalingPolicyRequest request) => request.MinInstances ?? 1;

    public static int Max(ScalingPolicyRequest request) => request.MaxInstances ?? Deployment.MostInstances;

    private static Faults Target(Faults faults, ScalingPolicyRequest request) => Value(faults, request.Trigger, request.Target, "target")
        .Check(request.Threshold is null, "threshold", "A policy has a target or a threshold: leave one of them out.")
        .Check(request.Action is null, "action", "A policy with a target scales both ways: leave it out.")
        .Check(request.Cooldown is null, "cooldown", "A policy with a target has none: leave it out.");

    private static Faults Threshold(Faults faults, ScalingPolicyRequest request) => Value(faults, request.Trigger, request.Threshold, "threshold")
        .Check(request.Threshold is not null || request.Action is not null, "target", "It is needed; or a threshold with its action.")
        .Check(request.Threshold is not null || request.Action is null, "threshold", "It is needed, with an action.")
        .Check(request.Threshold is null || request.Action is not null, "action", "It is needed with a threshold: scale_up or scale_down.")
        .Range(request.Cooldown, "cooldown", 0, MostCooldown, " s");

    private static Faults Value(Faults faults, ScalingTrigger? trigger, double? value, string field) => trigger switch
    {
        ScalingTrigger.Cpu or ScalingTrigger.Memory => faults.Range(value, field, 1, MostPercent, " % of the limit"),
        ScalingTrigger.Requests => faults.Range(value, field, Least, MostRequests, " requests/s"),
        ScalingTrigger.Concurrency => faults.Range(value, field, Least, MostConcurrency, " requests at once"),
        _ => faults,
    };

    private static string Unit(ScalingPolicyRequest request) => request.Trigger switch
    {
        ScalingTrigger.Requests => " requests/s",
        ScalingTrigger.Concurrency => " requests at once",
        _ => " %",
    };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
