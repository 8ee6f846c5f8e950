using CodeRunner.Contracts.Logs;

namespace CodeRunner.Api.Logs;

/// <summary>Which stored lines; null and empty mean any.</summary>
internal sealed record LogFilter
{
    public long? After { get; init; }

    public required int Limit { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Text { get; init; }

    public string? Pattern { get; init; }

    public IReadOnlyList<LogStream> Streams { get; init; } = [];

    public Guid? InstanceId { get; init; }

    public Guid? ReleaseId { get; init; }

    public int? ReleaseNumber { get; init; }

    /// <summary>Without a place to begin at, the last lines are meant.</summary>
    public bool FromTheEnd => After is null && Since is null;
}
