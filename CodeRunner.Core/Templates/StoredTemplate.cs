using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>A project's own template with one of its versions.</summary>
public sealed class StoredTemplate
{
    public required VariableTemplate Template { get; init; }

    public required VariableTemplateVersion Version { get; init; }

    public TemplateResponse Show() => new(
        Template.Id.ToString(), TemplateKind.Variables, Template.Name, Version.Runtime, Version.Description, Version.Number, Version.Keys)
    {
        UpdatedAt = Version.CreatedAt,
    };
}
