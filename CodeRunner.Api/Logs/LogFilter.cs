using System.Text.RegularExpressions;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;

namespace CodeRunner.Api.Logs;

/// <summary>Which stored lines; null and empty mean any.</summary>
internal sealed record LogFilter
{
    public long? After { get; init; }

    public long? Before { get; init; }

    public required int Limit { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Text { get; init; }

    public Regex? Pattern { get; init; }

    public IReadOnlyList<LogStream> Streams { get; init; } = [];

    public IReadOnlyList<string> Levels { get; init; } = [];

    public Guid? InstanceId { get; init; }

    public Guid? ReleaseId { get; init; }

    public int? ReleaseNumber { get; init; }

    /// <summary>Without a place to begin at, the last lines are meant.</summary>
    public bool FromTheEnd => Before is not null || (After is null && Since is null);

    /// <summary>Every line is meant, so that one that is not there is missed.</summary>
    public bool IsWhole => this is { Since: null, Until: null, Text: null, Pattern: null, Streams.Count: 0, Levels.Count: 0, InstanceId: null, ReleaseId: null };

    public LogChunks.Sought Sought => new()
    {
        Since = Since,
        Until = Until,
        Streams = Streams.Count == 0 ? -1 : Streams.Aggregate(0, (mask, stream) => mask | (1 << (int)stream)),
        InstanceId = InstanceId,
        ReleaseId = ReleaseId,
    };

    /// <summary>A gap is shown wherever it may hide what is sought.</summary>
    public bool Matches(LogRecord record) => IsThere(record) && (record.Gap is not null || Says(record));

    private bool IsThere(LogRecord record) => (Since is null || record.Time >= Since) && (Until is null || record.Time < Until)
        && (InstanceId is null || record.InstanceId == InstanceId) && (ReleaseId is null || record.ReleaseId == ReleaseId);

    private bool Says(LogRecord record) => (Streams.Count == 0 || Streams.Contains(record.Stream!.Value)) && (Levels.Count == 0 || Levels.Contains(record.Level))
        && (Text is null || record.Text!.Contains(Text, StringComparison.OrdinalIgnoreCase)) && Pattern?.IsMatch(record.Text!) != false;
}
