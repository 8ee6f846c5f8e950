namespace CodeRunner.Core.Audit;

/// <summary>The end of a project's chain. Its row is held while an entry is written, so that entries come one after the other.</summary>
public sealed class AuditHead
{
    public Guid ProjectId { get; init; }

    public long Seq { get; set; }

    public byte[] Hash { get; set; } = [];

    /// <summary>When the last entry was written, by the database's clock.</summary>
    public DateTimeOffset MovedAt { get; private set; }
}
