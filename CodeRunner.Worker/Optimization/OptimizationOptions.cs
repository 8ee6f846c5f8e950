using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Optimization;

/// <summary>Section "Optimization".</summary>
public sealed class OptimizationOptions
{
    public const string Section = "Optimization";

    /// <summary>Between two looks at what was seen: an instance that ended is written down so soon.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Optimization:Interval must be between a tenth of a second and a minute.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What is learned of together, and stored then; a Worker that is killed loses so much of it at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00", ErrorMessage = "Optimization:Window must be between a second and 15 minutes.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at recommendations that were applied.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "Optimization:WatchInterval must be between a tenth of a second and ten minutes.")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a recommendation that was applied is watched.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00", ErrorMessage = "Optimization:WatchTime must be between a second and a week.")]
    public TimeSpan WatchTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Between two looks for days whose usage is to be counted anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Optimization:CostInterval must be between a tenth of a second and an hour.")]
    public TimeSpan CostInterval { get; set; } = TimeSpan.FromSeconds(15);
}
