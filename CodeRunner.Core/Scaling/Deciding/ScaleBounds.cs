namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What holds beside the rules.</summary>
/// <param name="Scheduled">The minimum that schedules ask for now; 0 when none does.</param>
/// <param name="Most">Instances that a deployment may have.</param>
/// <param name="StartupSeconds">From a decision to an instance's first request, as the last starts took.</param>
public readonly record struct ScaleBounds(int Scheduled, int Most, int StartupSeconds);
