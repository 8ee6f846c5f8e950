namespace CodeRunner.Api.Configuration;

/// <summary>
/// A variable as an import has it. Without <paramref name="Text"/> it stays what it is. <paramref name="Secret"/>: what the import says of it; null for nothing.
/// <paramref name="Literal"/>: the text of a secret is its value; otherwise it is written as references are.
/// </summary>
internal sealed record ImportedVariable(string Key, string? Text, bool? Secret, string? Description = null, bool Literal = false)
{
    /// <summary>Texts may be secrets: only the key is printed.</summary>
    public override string ToString() => $"{nameof(ImportedVariable)} {{ {Key} }}";
}
