namespace CodeRunner.Contracts.Access;

public sealed record CodeRequest(string Code)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(CodeRequest);
}
