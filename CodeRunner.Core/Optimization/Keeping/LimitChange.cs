using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Recommending;

namespace CodeRunner.Core.Optimization.Keeping;

/// <summary>Sets on a deployment what a recommendation is about. Whoever calls holds its row.</summary>
public static class LimitChange
{
    /// <summary>What is set now, in the recommendation's unit.</summary>
    public static double Of(Deployment deployment, RecommendationKind kind) => kind switch
    {
        RecommendationKind.Cpu => deployment.Limits.Cpus,
        RecommendationKind.Memory => deployment.Limits.MemoryMb * AdvisedDeployment.BytesPerMb,
        _ => deployment.DesiredInstances,
    };

    /// <summary>Returns whether it takes a release of its own.</summary>
    public static bool Set(Deployment deployment, RecommendationKind kind, double value)
    {
        switch (kind)
        {
            case RecommendationKind.Cpu:
                deployment.Limits = deployment.Limits with { Cpus = value };
                return true;
            case RecommendationKind.Memory:
                deployment.Limits = deployment.Limits with { MemoryMb = (int)Math.Round(value / AdvisedDeployment.BytesPerMb) };
                return true;
            default:
                deployment.TryScale((int)value, out _);
                return false;
        }
    }
}
