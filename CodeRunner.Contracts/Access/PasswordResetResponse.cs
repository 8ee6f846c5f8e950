namespace CodeRunner.Contracts.Access;

/// <summary><paramref name="Token"/> is shown this once; it counts once, until <paramref name="ExpiresAt"/>.</summary>
public sealed record PasswordResetResponse(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(PasswordResetResponse);
}
