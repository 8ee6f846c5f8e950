namespace CodeRunner.Contracts.Audit;

/// <summary>
/// Whether the chain holds; <paramref name="FirstBad"/> is the seq of the first entry that was changed, moved or is missing, and <paramref name="Fault"/> says what is
/// wrong there.
/// </summary>
public sealed record AuditVerification(bool Valid, long Entries, long? FirstBad, string? Fault = null);
