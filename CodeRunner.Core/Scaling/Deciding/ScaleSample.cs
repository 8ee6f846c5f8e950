namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What was seen of a deployment in one second.</summary>
/// <param name="Second">Unix time.</param>
/// <param name="Desired">Instances that there shall be.</param>
/// <param name="Healthy">Those of them that get requests.</param>
/// <param name="Traffic">Of all ingresses; null where nobody counted.</param>
public sealed record ScaleSample(long Second, int Desired, IReadOnlyList<ScaleInstance> Healthy, ScaleTraffic? Traffic)
{
    /// <summary>Whether all that may have seen something were heard. What is incomplete may ask for more instances, never for fewer.</summary>
    public bool IsWhole { get; init; } = true;

    public int Ready => Healthy.Count;

    public bool IsSettled => Ready == Desired;
}
