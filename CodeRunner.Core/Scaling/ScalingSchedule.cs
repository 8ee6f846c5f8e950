namespace CodeRunner.Core.Scaling;

/// <summary>Times in which a deployment has more instances at least than its policies ask for.</summary>
public sealed class ScalingSchedule
{
    /// <summary>Schedules that one deployment may have.</summary>
    public const int MostPerDeployment = 10;

    private ScalingSchedule()
    {
    }

    public ScalingSchedule(Guid deploymentId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        DeploymentId = deploymentId;
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    /// <summary>Five fields: minute, hour, day, month, day of week.</summary>
    public string Cron { get; private set; } = "";

    /// <summary>An IANA name.</summary>
    public string TimeZone { get; private set; } = "";

    public int DurationMinutes { get; private set; }

    public int MinInstances { get; private set; }

    public bool Enabled { get; set; } = true;

    public void Change(string cron, string timeZone, int durationMinutes, int minInstances) =>
        (Cron, TimeZone, DurationMinutes, MinInstances) = (cron, timeZone, durationMinutes, minInstances);

    /// <summary>Null where this machine does not know the time zone.</summary>
    public ScheduleTimes? Times() => ScheduleTimes.TryParse(Cron, TimeZone, TimeSpan.FromMinutes(DurationMinutes), out var times) ? times : null;
}
