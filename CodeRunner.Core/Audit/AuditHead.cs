namespace CodeRunner.Core.Audit;

/// <summary>The end of a chain. Its row is held while an entry is written, so that entries come one after the other.</summary>
public sealed class AuditHead
{
    /// <summary>A project's id, or <see cref="AuditChain.Platform"/>.</summary>
    public Guid ChainId { get; init; }

    public long Seq { get; set; }

    public byte[] Hash { get; set; } = [];

    /// <summary>When the last entry was written, by the database's clock.</summary>
    public DateTimeOffset MovedAt { get; private set; }
}
