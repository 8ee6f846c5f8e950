namespace CodeRunner.Contracts.Templates;

/// <summary>The characters that a generated value is made of.</summary>
public enum TemplateAlphabet
{
    /// <summary>A to Z, a to z, 0 to 9.</summary>
    Alphanumeric,

    /// <summary>0 to 9, a to f.</summary>
    Hex,

    /// <summary>Letters, digits, '-' and '_'.</summary>
    Base64Url,
}
