namespace CodeRunner.Contracts.Scaling;

/// <summary><see cref="Cron"/>: five fields (minute, hour, day, month, day of week), in <see cref="TimeZone"/> (an IANA name; UTC when left out). Each time it comes, the minimum holds for <see cref="DurationMinutes"/>.</summary>
public sealed record ScalingScheduleRequest(
    string? Cron, string? TimeZone = null, int? DurationMinutes = null, int? MinInstances = null, bool? Enabled = null);
