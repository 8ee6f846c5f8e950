using CodeRunner.Core.Scaling;

namespace CodeRunner.Worker.Scaling;

/// <summary>A deployment's last decision, and the last that changed something.</summary>
internal readonly record struct ScaleHistory(ScalingDecision? Last, ScalingDecision? Change);
