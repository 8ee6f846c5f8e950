using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Logs;

/// <summary>Section "Logs".</summary>
public sealed class LogOptions
{
    public const string Section = "Logs";

    /// <summary>How long a line may wait for company.</summary>
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromMilliseconds(15);

    [Range(1, 10_000)]
    public int BatchLines { get; set; } = 1000;

    /// <summary>Lines in memory on their way to the database; writers wait beyond.</summary>
    [Range(10, 1_000_000)]
    public int MaxPendingLines { get; set; } = 5000;

    /// <summary>Lines of history that a deployment keeps.</summary>
    [Range(100, 100_000_000)]
    public long MaxLinesPerDeployment { get; set; } = 100_000;

    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(30);

    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);
}
