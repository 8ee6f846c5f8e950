namespace CodeRunner.Core.Optimization.Costs;

/// <summary>
/// What one deployment had and used in the hour that begins at <paramref name="Hour"/> (UTC), all instances together. <paramref name="Reserved"/> are its limits for as
/// long as instances ran; <paramref name="EgressBytes"/> what it sent.
/// </summary>
public sealed record UsageHour(
    Guid ProjectId, string Environment, Guid DeploymentId, DateTimeOffset Hour, ResourceHours Reserved, ResourceHours Used, long Requests, long EgressBytes)
{
    public DateOnly Day => DateOnly.FromDateTime(Hour.UtcDateTime);

    /// <summary>The first day of its month.</summary>
    public DateOnly Month => new(Day.Year, Day.Month, 1);
}
