using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>What is said of one controller and one load; <see cref="ReplayScore"/> has what the figures mean.</summary>
internal sealed record ScalingLine(
    string Controller,
    string Trace,
    int StartupSeconds,
    double Capacity,
    long Requests,
    long LateRequests,
    int ViolationSeconds,
    double InstanceHours,
    double MinimumInstanceHours,
    int Changes,
    int Reversals,
    int Turns,
    double? ReactionP50,
    double? ReactionP95)
{
    public static ScalingLine Of(string controller, string trace, ReplaySetup setup, ReplayScore score) => new(
        controller, trace, setup.StartupSeconds, Math.Round(setup.Capacity, 3), score.Requests, score.LateRequests, score.ViolationSeconds, Math.Round(score.InstanceHours, 3),
        Math.Round(score.MinimumInstanceHours, 3), score.Changes, score.Reversals, score.Turns, score.ReactionP50, score.ReactionP95);
}
