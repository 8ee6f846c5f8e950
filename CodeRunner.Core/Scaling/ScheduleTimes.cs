using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Cronos;

namespace CodeRunner.Core.Scaling;

/// <summary>When a schedule holds. A cron expression and a time zone, read once; it asks no clock.</summary>
public sealed partial class ScheduleTimes
{
    public const int MostCronLength = 100;
    public const int MostZoneLength = 64;

    private readonly CronExpression cron;
    private readonly TimeZoneInfo zone;
    private readonly TimeSpan duration;

    private ScheduleTimes(CronExpression cron, TimeZoneInfo zone, TimeSpan duration) => (this.cron, this.zone, this.duration) = (cron, zone, duration);

    public static bool TryParse(string cron, string zone, TimeSpan duration, [NotNullWhen(true)] out ScheduleTimes? times)
    {
        times = TryReadCron(cron, out var expression) && TryFindZone(zone, out var found) ? new(expression, found, duration) : null;
        return times is not null;
    }

    public static bool TryReadCron(string text, [NotNullWhen(true)] out CronExpression? cron)
    {
        cron = null;
        return text.Length <= MostCronLength && CronExpression.TryParse(text, out cron);
    }

    /// <summary>Only what looks like a name of the IANA database: the name becomes the path of a file that is read.</summary>
    public static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length <= MostZoneLength && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && zone.HasIanaId;
    }

    /// <summary>Whether it has begun, and not ended since. It begins at the minute of the cron expression; a time that the clocks leave out in spring is the next that there is.</summary>
    public bool Holds(DateTimeOffset now) => cron.GetNextOccurrence(now - duration, zone, inclusive: false) is { } begun && begun <= now;

    /// <summary>When it begins next; null when it never does.</summary>
    public DateTimeOffset? Next(DateTimeOffset now) => cron.GetNextOccurrence(now, zone, inclusive: false)?.ToUniversalTime();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
