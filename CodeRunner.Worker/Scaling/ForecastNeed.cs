using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Worker.Scaling;

/// <summary>What of a deployment's load its targets go by, so that it is worth foreseeing; <see cref="Cpus"/> is an instance's limit, 0 where no target is for the processor.</summary>
internal readonly record struct ForecastNeed(bool Requests, bool Concurrency, double Cpus)
{
    public bool IsNone => this == default;

    /// <summary>What can't have a second instance need not be foreseen. Memory follows no clock.</summary>
    public static ForecastNeed Of(ScaledDeployment deployment)
    {
        var need = default(ForecastNeed);
        foreach (var rule in deployment.Rules)
        {
            if (rule is TargetRule { Max: > 1, Trigger: var trigger })
                need = trigger switch
                {
                    ScalingTrigger.Requests => need with { Requests = true },
                    ScalingTrigger.Concurrency => need with { Concurrency = true },
                    ScalingTrigger.Cpu => need with { Cpus = deployment.Limits.Cpus },
                    _ => need,
                };
        }
        return need;
    }
}
