using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Logs;

/// <summary>Lines as plain text or as JSON a line, for terminals and pipes. The cursor to go on from is in the header X-Next-Cursor.</summary>
internal static class LogAnswers
{
    public const string NextHeader = "X-Next-Cursor";

    public static ContentHttpResult Text(IReadOnlyList<LogRecord> records) => TypedResults.Text(Join(records, Line), "text/plain", Encoding.UTF8);

    public static ContentHttpResult JsonLines(IReadOnlyList<LogRecord> records) => TypedResults.Text(Join(records, Json), "application/x-ndjson", Encoding.UTF8);

    public static string Json(LogRecord record) => JsonSerializer.Serialize(record, Wire.Json);

    public static string Line(LogRecord record) => record.Gap is { } gap
        ? $"{record.Time.UtcDateTime:O} gap    {gap.Lines} lines{(gap.Bytes is { } bytes ? $" ({bytes} bytes)" : "")} are missing here"
        : $"{record.Time.UtcDateTime:O} {record.Stream.ToString()!.ToLowerInvariant(),-6} {PlainText.Of(record.Text ?? "")}";

    private static string Join(IReadOnlyList<LogRecord> records, Func<LogRecord, string> write) =>
        records.Aggregate(new StringBuilder(), (text, record) => text.Append(write(record)).Append('\n')).ToString();
}
