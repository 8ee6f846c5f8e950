namespace CodeRunner.Core.Configuration;

/// <summary>
/// What dotenv text has, each key once. <paramref name="UsuallySecret"/>: what its first lines say of keys without a mark of their own
/// (`# @defaultSensitive=false`); null when they say nothing.
/// </summary>
public sealed record DotEnvText(IReadOnlyList<DotEnvEntry> Entries, bool? UsuallySecret);

/// <summary>A key, its value as <see cref="References"/> are written, and whether the comment right before it says that it is a secret (`# @sensitive`); null for nothing said.</summary>
public sealed record DotEnvEntry(string Key, string Value, bool? Secret)
{
    /// <summary>Values may be secrets: only the key is printed.</summary>
    public override string ToString() => $"{nameof(DotEnvEntry)} {{ {Key} }}";
}
