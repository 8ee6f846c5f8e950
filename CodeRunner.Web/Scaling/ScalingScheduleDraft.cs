using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Web.Scaling;

/// <summary>A schedule as it is being written.</summary>
public sealed class ScalingScheduleDraft
{
    /// <summary>Lengths that people choose from, in minutes.</summary>
    private static readonly IReadOnlyList<int> Lengths = [15, 30, 60, 120, 240, 480, 600, 720, 1440, 2880];

    public string Cron { get; set; } = "0 8 * * 1-5";

    public string TimeZone { get; set; } = "UTC";

    public int DurationMinutes { get; set; } = 600;

    public int? MinInstances { get; set; } = 2;

    public bool Enabled { get; set; } = true;

    /// <summary>Those to choose from, with the one it has.</summary>
    public IEnumerable<int> Choices => Lengths.Append(DurationMinutes).Distinct().Order();

    public static ScalingScheduleDraft Of(ScalingScheduleResponse schedule) => new()
    {
        Cron = schedule.Cron,
        TimeZone = schedule.TimeZone,
        DurationMinutes = schedule.DurationMinutes,
        MinInstances = schedule.MinInstances,
        Enabled = schedule.Enabled,
    };

    public ScalingScheduleRequest ToRequest() => new(Cron.Trim(), TimeZone.Trim(), DurationMinutes, MinInstances, Enabled);
}
