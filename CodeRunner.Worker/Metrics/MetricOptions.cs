using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Metrics;

/// <summary>Section "Metrics".</summary>
public sealed class MetricOptions
{
    public const string Section = "Metrics";

    /// <summary>Without it nothing is measured, counted, shown or kept of apps, and Prometheus gets no series of requests; what was kept stays until its time is over.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What waits in memory for the database, packed; the oldest is dropped beyond, and a gap is seen there.</summary>
    [Range(1000, 1_000_000_000)]
    public int MaxPendingBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>From one look at how full an instance's disk is to the next.</summary>
    public TimeSpan DiskInterval { get; set; } = TimeSpan.FromSeconds(10);
}
