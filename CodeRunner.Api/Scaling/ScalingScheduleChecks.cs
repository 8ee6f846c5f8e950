using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Api.Scaling;

/// <summary>What a schedule may say.</summary>
internal static class ScalingScheduleChecks
{
    public const string UsualZone = "UTC";

    private const int MostMinutes = 7 * 24 * 60;

    public static Faults Check(ScalingScheduleRequest request, DateTimeOffset now)
    {
        var (cron, zone) = (Cron(request), Zone(request));
        var (readable, known) = (ScheduleTimes.TryReadCron(cron, out _), ScheduleTimes.TryFindZone(zone, out _));
        return new Faults()
            .Check(readable, "cron", "It must have five fields: minute, hour, day of the month, month and day of the week. \"0 8 * * 1-5\" is 8:00 from Monday to Friday.")
            .Check(known, "timeZone", "It must be a time zone of the IANA database, such as Europe/Berlin.")
            .Check(!readable || !known || Comes(cron, zone, now), "cron", "There is no such day.")
            .Check(request.DurationMinutes is not null, "durationMinutes", "It is needed.")
            .Range(request.DurationMinutes, "durationMinutes", 1, MostMinutes, " minutes")
            .Check(request.MinInstances is not null, "minInstances", "It is needed.")
            .Range(request.MinInstances, "minInstances", 1, Deployment.MostInstances);
    }

    public static string Cron(ScalingScheduleRequest request) => request.Cron?.Trim() ?? "";

    public static string Zone(ScalingScheduleRequest request) => string.IsNullOrWhiteSpace(request.TimeZone) ? UsualZone : request.TimeZone.Trim();

    private static bool Comes(string cron, string zone, DateTimeOffset now) => ScheduleTimes.TryParse(cron, zone, TimeSpan.Zero, out var times) && times.Next(now) is not null;
}
