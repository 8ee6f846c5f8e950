namespace CodeRunner.Contracts.Access;

/// <summary>Shown this once. Each counts once in place of a code.</summary>
public sealed record RecoveryCodesResponse(IReadOnlyList<string> Codes)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(RecoveryCodesResponse);
}
