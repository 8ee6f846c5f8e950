using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.ServiceDefaults;

/// <summary>How health is written: healthy, degraded, unhealthy; milliseconds to a tenth.</summary>
public static class HealthWords
{
    public static string Word(this HealthStatus status) => status.ToString().ToLowerInvariant();

    public static double LatencyMs(this HealthReportEntry entry) => Math.Round(entry.Duration.TotalMilliseconds, 1);
}
