namespace CodeRunner.Contracts.Audit;

/// <summary>Whether the chain holds; <paramref name="FirstBad"/> is the seq of the first entry that was changed, moved or is missing.</summary>
public sealed record AuditVerification(bool Valid, long Entries, long? FirstBad);
