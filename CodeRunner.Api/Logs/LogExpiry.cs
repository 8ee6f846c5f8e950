using CodeRunner.Contracts.Logs;

namespace CodeRunner.Api.Logs;

/// <summary>What retention has taken from one who had not read it yet.</summary>
internal static class LogExpiry
{
    /// <summary>In the place of the records after the first cursor up to the second. How long they were is not known any more.</summary>
    public static LogRecord Gap(long after, long last, DateTimeOffset time) => new()
    {
        Cursor = LogCursor.Write(last),
        Time = time,
        Gap = new LogGap(last - after, null),
    };
}
