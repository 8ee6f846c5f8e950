namespace CodeRunner.Contracts.Access;

public sealed record RegisterRequest(string Email, string Password, string DisplayName)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(RegisterRequest)} {{ {Email} }}";
}
