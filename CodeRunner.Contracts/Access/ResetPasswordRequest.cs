namespace CodeRunner.Contracts.Access;

/// <summary><paramref name="Token"/>: as an operator gave it out.</summary>
public sealed record ResetPasswordRequest(string Token, string NewPassword)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(ResetPasswordRequest);
}
