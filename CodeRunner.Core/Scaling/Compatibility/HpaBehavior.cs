namespace CodeRunner.Core.Scaling.Compatibility;

public sealed record HpaBehavior(HpaRules Up, HpaRules Down)
{
    /// <summary>What the way down waits where its rules don't say.</summary>
    public const int DownStabilizationSeconds = 300;

    /// <summary>Kubernetes': up at once, by 4 pods or by as many as there are in 15 s; down after 5 minutes, to any number.</summary>
    public static readonly HpaBehavior Default = new(
        new HpaRules(0, HpaSelect.Max, [new(HpaPolicyKind.Pods, 4, 15), new(HpaPolicyKind.Percent, 100, 15)]),
        new HpaRules(DownStabilizationSeconds, HpaSelect.Max, [new(HpaPolicyKind.Percent, 100, 15)]));
}
