using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Alerts.Deciding;

namespace CodeRunner.Worker.Alerts;

/// <summary>Section "Alerts".</summary>
public sealed class AlertOptions
{
    public const string Section = "Alerts";

    /// <summary>Between two looks at the rules.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "Alerts:Interval must be between a tenth of a second and ten minutes.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>An alert resolves when what it is about has been over for as long as it had to hold, but never sooner than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Alerts:LeastClear must be between zero and an hour.")]
    public TimeSpan LeastClear { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>And never later than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Alerts:MostClear must be between zero and a day.")]
    public TimeSpan MostClear { get; set; } = TimeSpan.FromMinutes(5);

    public AlertTimes ToTimes() => new() { LeastClear = LeastClear, MostClear = MostClear };
}
