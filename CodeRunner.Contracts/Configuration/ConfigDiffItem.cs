namespace CodeRunner.Contracts.Configuration;

/// <summary>One key that differs. Values of secrets are null, and so are all for who may see names only.</summary>
public sealed record ConfigDiffItem(string Key, ConfigDiffKind Kind, bool Encrypted, string? Before, string? After)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ConfigDiffItem)} {{ {Key} }}";
}
