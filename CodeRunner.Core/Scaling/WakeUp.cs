using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Scaling;

/// <summary>What follows from a request that came for a deployment without instances.</summary>
public static class WakeUp
{
    public const string Reason = "A request came while it slept.";

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
}
