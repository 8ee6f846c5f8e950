using System.Globalization;

namespace CodeRunner.Web.Look;

/// <summary>Times as people say them.</summary>
public static class Ago
{
    public static string Words(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalSeconds: < 60 } span => $"{span.TotalSeconds:0} s ago",
        { TotalMinutes: < 60 } span => $"{Math.Floor(span.TotalMinutes):0} min ago",
        { TotalHours: < 24 } span => $"{Math.Floor(span.TotalHours):0} h ago",
        { TotalDays: < 30 } span => $"{Math.Floor(span.TotalDays):0} d ago",
        _ => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
