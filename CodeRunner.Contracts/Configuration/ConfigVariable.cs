namespace CodeRunner.Contracts.Configuration;

public sealed record ConfigVariable(string Key, string? Value, string? Description)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ConfigVariable)} {{ {Key} }}";
}
