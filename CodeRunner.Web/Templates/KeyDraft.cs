using CodeRunner.Contracts.Templates;

namespace CodeRunner.Web.Templates;

/// <summary>One key of a template's form.</summary>
public sealed class KeyDraft
{
    public string Key { get; set; } = "";

    public KeyKind Kind { get; set; }

    public bool Required { get; set; } = true;

    public string? Default { get; set; }

    public string? Pattern { get; set; }

    public string? Description { get; set; }

    public int? Length { get; set; }

    public TemplateAlphabet Alphabet { get; set; }

    public static KeyDraft Of(TemplateKey key) => new()
    {
        Key = key.Key,
        Kind = key.Generated ? KeyKind.Generated : key.Secret ? KeyKind.Secret : KeyKind.Readable,
        Required = key.Required,
        Default = key.Default,
        Pattern = key.Pattern,
        Description = key.Description,
        Length = key.Length,
        Alphabet = key.Alphabet ?? TemplateAlphabet.Alphanumeric,
    };

    /// <summary>What does not belong to its kind is left out, though it was typed.</summary>
    public TemplateKey ToKey() => new(
        Key.Trim(), Required, Kind == KeyKind.Readable && !string.IsNullOrEmpty(Default) ? Default : null, Kind == KeyKind.Generated,
        string.IsNullOrWhiteSpace(Pattern) ? null : Pattern.Trim(), string.IsNullOrWhiteSpace(Description) ? null : Description.Trim())
    {
        Secret = Kind != KeyKind.Readable,
        Length = Kind == KeyKind.Generated ? Length : null,
        Alphabet = Kind == KeyKind.Generated ? Alphabet : null,
    };
}
