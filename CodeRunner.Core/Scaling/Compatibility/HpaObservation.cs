namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>One look at an app.</summary>
/// <param name="NowSeconds">On any clock that only goes forward.</param>
/// <param name="Current">Replicas that are wanted now, whether they run yet or not.</param>
/// <param name="Ready">Of those, the ones that serve, and are measured.</param>
/// <param name="Unready">Of those, the ones that start.</param>
/// <param name="Usage">Of the ready ones together, in units of one instance's capacity: 1.4 of two is 70 %. Null: nothing was measured.</param>
public readonly record struct HpaObservation(double NowSeconds, int Current, int Ready, int Unready, double? Usage);
