namespace CodeRunner.Contracts.Templates;

/// <summary>
/// A variable that a template asks for; <see cref="Generated"/> ones are made by the platform when left empty, and are secrets. <see cref="Pattern"/>: a regular
/// expression that the whole value fits.
/// </summary>
public sealed record TemplateKey(string Key, bool Required, string? Default, bool Generated, string? Pattern, string? Description)
{
    public bool Secret { get; init; }

    /// <summary>Characters of what is generated; null for 32.</summary>
    public int? Length { get; init; }

    /// <summary>What is generated is made of these; null for letters and digits.</summary>
    public TemplateAlphabet? Alphabet { get; init; }
}
