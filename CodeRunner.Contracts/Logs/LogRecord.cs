using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Logs;

/// <summary>
/// A line, or a gap (<see cref="Gap"/> not null: so many lines and bytes are missing here). <see cref="Cursor"/> is its place in the deployment's one order;
/// <see cref="Seq"/> counts from 1 in (instance, epoch).
/// </summary>
public sealed record LogRecord
{
    public required string Cursor { get; init; }

    public required DateTimeOffset Time { get; init; }

    public Guid? InstanceId { get; init; }

    public Guid? ReleaseId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Seq { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Epoch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogStream? Stream { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Level { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogGap? Gap { get; init; }
}
