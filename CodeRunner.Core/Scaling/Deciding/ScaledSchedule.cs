namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>While it holds, there are at least so many instances.</summary>
public sealed record ScaledSchedule(ScheduleTimes Times, int MinInstances);
