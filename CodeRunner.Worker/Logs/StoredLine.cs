using System.Globalization;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Worker.Logs;

/// <summary>An entry as it is stored: clean text, and the level found in it.</summary>
internal sealed record StoredLine(LogEntry Entry, string Text, string? Level)
{
    public static StoredLine From(LogEntry entry)
    {
        var text = LogText.Clean(entry.Text);
        return new StoredLine(entry, text, LogLevels.Find(text));
    }

    public LogRecord ToRecord(long cursor)
    {
        var place = new LogRecord
        {
            Cursor = cursor.ToString(CultureInfo.InvariantCulture),
            Time = Entry.Time,
            InstanceId = Entry.InstanceId,
            ReleaseId = Entry.ReleaseId,
        };
        return Entry.LostLines > 0
            ? place with { Gap = new LogGap(Entry.LostLines, Entry.LostBytes) }
            : place with { Seq = Entry.Seq, Epoch = Entry.Epoch, Stream = Entry.Stream, Level = Level, Text = Text };
    }
}
