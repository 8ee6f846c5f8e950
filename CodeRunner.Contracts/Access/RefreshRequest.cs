namespace CodeRunner.Contracts.Access;

public sealed record RefreshRequest(string RefreshToken)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(RefreshRequest);
}
