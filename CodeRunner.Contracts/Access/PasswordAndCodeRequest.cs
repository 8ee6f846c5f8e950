namespace CodeRunner.Contracts.Access;

/// <summary>The own password, and a code of the second factor or a recovery code.</summary>
public sealed record PasswordAndCodeRequest(string Password, string Code)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(PasswordAndCodeRequest);
}
