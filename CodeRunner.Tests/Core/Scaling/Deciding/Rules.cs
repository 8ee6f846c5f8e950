using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

internal static class Rules
{
    public static ScaleRule Target(ScalingTrigger trigger, double target, int min = 1, int max = 20) => new TargetRule(Guid.NewGuid(), trigger, target, min, max);

    public static ScaleRule Up(ScalingTrigger trigger, double threshold, int cooldown = 60, int min = 1, int max = 20) =>
        new ThresholdRule(Guid.NewGuid(), trigger, threshold, ScalingAction.ScaleUp, cooldown, min, max);

    public static ScaleRule Down(ScalingTrigger trigger, double threshold, int cooldown = 60, int min = 1, int max = 20) =>
        new ThresholdRule(Guid.NewGuid(), trigger, threshold, ScalingAction.ScaleDown, cooldown, min, max);
}
