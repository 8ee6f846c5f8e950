using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Logs;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Logs;

/// <summary>Which lines are asked for, as the client wrote it.</summary>
internal sealed record LogQuery(
    [FromQuery(Name = "after")][property: Description("The last cursor seen: what comes after it is answered.")] string? After,
    [FromQuery(Name = "before")][property: Description("A cursor: what comes before it is answered, the last lines of it.")] string? Before,
    [FromQuery(Name = "limit")][property: Description("Lines at most, 1 to 1000; 200 when left out.")] string? Limit,
    [FromQuery(Name = "since")][property: Description("Not before this time (RFC 3339).")] string? Since,
    [FromQuery(Name = "until")][property: Description("Before this time (RFC 3339).")] string? Until,
    [FromQuery(Name = "q")][property: Description("A text that the line holds, in any case.")] string? Q,
    [FromQuery(Name = "regex")][property: Description("A regular expression that the line matches; without look-around and back references, which may never end.")] string? Pattern,
    [FromQuery(Name = "stream")][property: Description("stdout, stderr, build or system; several with commas.")] string? Stream,
    [FromQuery(Name = "level")][property: Description("trace, debug, info, warn, error or fatal, of lines that are JSON; several with commas.")] string? Level,
    [FromQuery(Name = "instance")][property: Description("An instance's id.")] string? Instance,
    [FromQuery(Name = "release")][property: Description("A release's id or number.")] string? Release,
    [FromQuery(Name = "format")][property: Description("json, text or ndjson.")] string? Format)
{
    private const int Usual = 200;
    private const int Most = 1000;
    private const int MostTextLength = 200;
    private const string NoTime = "It must be a time like 2026-11-22T12:00:00Z.";

    public bool TryRead(out LogFilter filter, out Faults faults)
    {
        var limit = Limit is null ? Usual : int.TryParse(Limit, CultureInfo.InvariantCulture, out var size) ? size : 0;
        var after = LogCursor.TryParse(After, out var cursor);
        var before = LogCursor.TryParse(Before, out var end);
        var since = TryTime(Since, out var from);
        var until = TryTime(Until, out var to);
        var streams = Several(Stream);
        var levels = Several(Level);
        var regex = TryPattern(Pattern, out var pattern);
        var instance = Guid.TryParse(Instance, out var instanceId);
        var releaseById = Guid.TryParse(Release, out var releaseId);
        var releaseByNumber = int.TryParse(Release, CultureInfo.InvariantCulture, out var number);
        faults = new Faults()
            .Check(limit is >= 1 and <= Most, "limit", $"It must be a number from 1 to {Most}.")
            .Check(after, "after", "It must be the cursor of a line.")
            .Check(before && (Before is null || After is null), "before", "It must be the cursor of a line, and not beside `after`.")
            .Check(since, "since", NoTime)
            .Check(until, "until", NoTime)
            .Check(streams.All(IsStream), "stream", "It must be stdout, stderr, build or system.")
            .Check(levels.All(IsLevel), "level", "It must be trace, debug, info, warn, error or fatal.")
            .Check(Instance is null || instance, "instance", "It must be an instance's id.")
            .Check(Release is null || releaseById || releaseByNumber, "release", "It must be a release's id or number.")
            .Check(IsText(Q), "q", $"It must have at most {MostTextLength} characters.")
            .Check(regex, "regex", $"It must be a regular expression of at most {MostTextLength} characters, without look-around and back references.")
            .Check(Format is null or "json" or "text" or "ndjson", "format", "It must be json, text or ndjson.");
        filter = new LogFilter
        {
            After = cursor,
            Before = end,
            Limit = limit,
            Since = from,
            Until = to,
            Text = string.IsNullOrEmpty(Q) ? null : Q,
            Pattern = pattern,
            Levels = levels,
            Streams = streams.All(IsStream) ? [.. streams.Select(each => Enum.Parse<LogStream>(each, ignoreCase: true))] : [],
            InstanceId = instance ? instanceId : null,
            ReleaseId = releaseById ? releaseId : null,
            ReleaseNumber = releaseByNumber ? number : null,
        };
        return !faults.Any(out _);
    }

    private static string[] Several(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsLevel(string text) => text is "trace" or "debug" or "info" or "warn" or "error" or "fatal";

    /// <summary>By the engine whose time grows with the line and not with what it might have been.</summary>
    private static bool TryPattern(string? text, out Regex? pattern)
    {
        pattern = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!IsText(text))
            return false;
        try
        {
            pattern = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsStream(string text) => Enum.GetNames<LogStream>().Contains(text, StringComparer.OrdinalIgnoreCase);

    private static bool IsText(string? text) => (text ?? "").Length <= MostTextLength && !(text ?? "").Contains('\0', StringComparison.Ordinal);

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        var fine = QueryTime.TryParse(text, out var parsed);
        time = fine ? parsed : null;
        return fine || text is null;
    }
}
