namespace CodeRunner.Contracts.Configuration;

/// <summary>A variable of a new version. An encrypted one without a value keeps its own.</summary>
public sealed record ConfigInput(string? Key, string? Value = null, bool Encrypted = false, string? Description = null)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ConfigInput)} {{ {Key} }}";
}
