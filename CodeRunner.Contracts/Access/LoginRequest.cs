namespace CodeRunner.Contracts.Access;

/// <summary>
/// <paramref name="Code"/>: of the second factor, or a recovery code; needed where the account has one. <paramref name="Browser"/> is what an earlier sign-in to the account answered: wrong passwords of
/// others don't shut out who has it.
/// </summary>
public sealed record LoginRequest(string Email, string Password, string? Code = null, string? Browser = null)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(LoginRequest)} {{ {Email} }}";
}
