namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What kept a number from being what was asked for, by the names of Kubernetes' conditions.</summary>
public enum HpaLimit
{
    DesiredWithinRange,
    ScaleUpLimit,
    TooManyReplicas,
    ScaleDownLimit,
    TooFewReplicas,
}
