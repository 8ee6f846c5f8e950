namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What Knative's autoscaler is told; the defaults are Knative's. The unit of the values is the metric's: requests at once, or requests a second.</summary>
public sealed record KpaSpec
{
    /// <summary>What one pod should have.</summary>
    public required double TargetValue { get; init; }

    /// <summary>What one pod can have at most; only excess burst capacity asks for it.</summary>
    public double TotalValue { get; init; }

    /// <summary>The burst that should fit without buffering: 0 is none, less is any.</summary>
    public double TargetBurstCapacity { get; init; } = 211;

    /// <summary>It panics from so many times the pods that are ready.</summary>
    public double PanicThreshold { get; init; } = 2;

    public double MaxScaleUpRate { get; init; } = 1000;
    public double MaxScaleDownRate { get; init; } = 2;
    public double StableWindowSeconds { get; init; } = 60;

    /// <summary>For how long a higher number is kept. Fixed when the autoscaler is made.</summary>
    public double ScaleDownDelaySeconds { get; init; }

    /// <summary>At least so many once there is any work.</summary>
    public int ActivationScale { get; init; } = 1;

    /// <summary>Whether requests can arrive: what is replaced goes down without limits.</summary>
    public bool Reachable { get; init; } = true;

    public int MinScale { get; init; }

    /// <summary>0: no limit.</summary>
    public int MaxScale { get; init; }
}
