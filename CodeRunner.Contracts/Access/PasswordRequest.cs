namespace CodeRunner.Contracts.Access;

/// <summary>The own password, to show that it is oneself who asks.</summary>
public sealed record PasswordRequest(string Password)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(PasswordRequest);
}
