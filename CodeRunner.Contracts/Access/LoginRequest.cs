namespace CodeRunner.Contracts.Access;

public sealed record LoginRequest(string Email, string Password)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(LoginRequest)} {{ {Email} }}";
}
