using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Logs;

/// <summary>Section "Logs".</summary>
public sealed class LogOptions
{
    public const string Section = "Logs";

    /// <summary>From one store of a deployment to the next, times the number of deployments that write at the moment.</summary>
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromMilliseconds(5);

    public TimeSpan MaxBatchTime { get; set; } = TimeSpan.FromMilliseconds(40);

    [Range(1, 100_000)]
    public int BatchLines { get; set; } = 2000;

    [Range(1000, 16_000_000)]
    public int BatchChars { get; set; } = 512 * 1024;

    /// <summary>Lines of a deployment in memory on their way to the database; its writers wait beyond.</summary>
    [Range(10, 1_000_000)]
    public int MaxPendingLines { get; set; } = 4000;

    [Range(1000, 64_000_000)]
    public int MaxPendingChars { get; set; } = 1024 * 1024;

    /// <summary>What a sandbox's lines are read at, at most: beyond, they fill its segments, and then are counted and dropped there.</summary>
    [Range(1, 10_000_000)]
    public int MaxLinesPerSecond { get; set; } = 30_000;

    [Range(1000, 1_000_000_000)]
    public int MaxBytesPerSecond { get; set; } = 8 * 1024 * 1024;

    /// <summary>What a deployment's history may fill, packed: the oldest goes beyond.</summary>
    [Range(1000, 1_000_000_000_000)]
    public long MaxBytesPerDeployment { get; set; } = 256 * 1024 * 1024;

    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);
}
