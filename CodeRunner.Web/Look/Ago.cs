using System.Globalization;

namespace CodeRunner.Web.Look;

/// <summary>Times as people say them.</summary>
public static class Ago
{
    public static string Words(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 5 } => T("just now"),
        { TotalSeconds: < 60 } span => T("{0:0} s ago", span.TotalSeconds),
        { TotalMinutes: < 60 } span => T("{0} min ago", Math.Floor(span.TotalMinutes)),
        { TotalHours: < 24 } span => T("{0} h ago", Math.Floor(span.TotalHours)),
        { TotalDays: < 30 } span => T("{0} d ago", Math.Floor(span.TotalDays)),
        _ => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
