using System.Globalization;

namespace CodeRunner.Api.Paging;

/// <summary>A time in a query: RFC 3339, in UTC where no offset is said.</summary>
internal static class QueryTime
{
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
