using System.Globalization;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Api.Logs;

/// <summary>Cursors are numbers that clients need not know for such.</summary>
internal static class LogCursor
{
    public static string Write(long cursor) => cursor.ToString(CultureInfo.InvariantCulture);

    public static long Of(LogRecord record) => long.Parse(record.Cursor, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>True with null when there is no text.</summary>
    public static bool TryParse(string? text, out long? cursor)
    {
        var fine = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed);
        cursor = fine ? parsed : null;
        return fine || text is null;
    }
}
