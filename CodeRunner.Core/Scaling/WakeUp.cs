using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Limiting;

namespace CodeRunner.Core.Scaling;

/// <summary>What follows from a request that came for a deployment without instances.</summary>
public static class WakeUp
{
    public const string Reason = "A request came while it slept.";

    /// <summary>The code of the reason for which it sleeps on although requests come.</summary>
    public const string LimitReached = "limit_reached";

    private static readonly Dictionary<string, double> None = new() { ["instances"] = 0 };

    /// <summary>Wakes it. Returns the decision to be stored, null where it does not sleep (any more).</summary>
    public static ScalingDecision? Of(Deployment deployment, DateTimeOffset now)
    {
        var slept = deployment.DesiredInstances;
        return deployment.Wake()
            ? new ScalingDecision(
                deployment.Id, slept, deployment.DesiredInstances, ScalingRule.Wake, Reason, new Dictionary<string, double> { ["instances"] = slept },
                "The request waits until the instance is there. It sleeps again when none has come for a while.", now)
            : null;
    }

    /// <summary>
    /// It stays asleep, because of limits: until <paramref name="until"/> requests are told so at once. Returns the decision to be stored, null where <paramref name="last"/> goes on.
    /// </summary>
    public static ScalingDecision? Refuse(Deployment deployment, ScalingDecision? last, LimitFault fault, DateTimeOffset now, DateTimeOffset until)
    {
        const string next = "Requests are answered with 503 meanwhile; the first one after there is room wakes it.";
        var why = LimitText.Asleep(fault);
        deployment.Observe(deployment.State, new Contracts.Reason(LimitReached, why, NextTryAt: until));
        if (last?.Continues(0, 0, ScalingRule.Limit) != true)
            return new ScalingDecision(deployment.Id, 0, 0, ScalingRule.Limit, why, None, next, now);
        last.Extend(why, None, next, now);
        return null;
    }

    /// <summary>Until when requests do not wake it, because they just could not; null where they do.</summary>
    public static DateTimeOffset? RefusedUntil(Deployment deployment) => deployment.Reason is { Code: LimitReached, NextTryAt: { } moment } ? moment : null;
}
