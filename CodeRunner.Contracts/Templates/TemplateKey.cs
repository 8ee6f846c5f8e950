namespace CodeRunner.Contracts.Templates;

/// <summary>A variable that a template asks for; <see cref="Generated"/> ones are made by the platform when left empty.</summary>
public sealed record TemplateKey(string Key, bool Required, string? Default, bool Generated, string? Pattern, string? Description);
