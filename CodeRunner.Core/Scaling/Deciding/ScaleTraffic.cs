namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>Requests that came in a second, and those that were under way at its end.</summary>
public readonly record struct ScaleTraffic(int Arrived, int InFlight);
