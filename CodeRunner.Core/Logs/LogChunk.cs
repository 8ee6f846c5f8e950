namespace CodeRunner.Core.Logs;

/// <summary>
/// Records of one deployment that were stored together: those after <see cref="After"/> up to <see cref="Last"/> in its order, without a hole. What else is here lets a
/// search pass over it unopened.
/// </summary>
public sealed class LogChunk
{
    public Guid DeploymentId { get; init; }

    /// <summary>The cursor before its first record: the <see cref="Last"/> of the chunk before, unless retention has removed that one.</summary>
    public long After { get; init; }

    public long Last { get; init; }

    /// <summary>Says which partition has it.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>The times of its records, which need not be in order.</summary>
    public DateTimeOffset Earliest { get; init; }

    public DateTimeOffset Latest { get; init; }

    /// <summary>A bit for each stream: 1 &lt;&lt; <see cref="Contracts.Logs.LogStream"/>.</summary>
    public int Streams { get; init; }

    public Guid[] Instances { get; init; } = [];

    public Guid[] Releases { get; init; } = [];

    /// <summary>By <see cref="Contracts.Logs.LogPacking"/>.</summary>
    public byte[] Packed { get; init; } = [];
}
