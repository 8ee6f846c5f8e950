namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What a horizontal autoscaler is told. <paramref name="TargetUtilization"/>: a fraction of an instance's capacity.</summary>
public sealed record HpaSpec(int Min, int Max, double TargetUtilization)
{
    public HpaTolerance Tolerance { get; init; } = HpaTolerance.Default;

    /// <summary>Null: none was written, and Kubernetes' older limits count (twice as many or 4 at most, and 5 minutes before a step down).</summary>
    public HpaBehavior? Behavior { get; init; } = HpaBehavior.Default;
}
