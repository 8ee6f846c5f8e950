using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;
using CodeRunner.Web.Configuration;

namespace CodeRunner.Web.Templates;

/// <summary>A template of variables as its form has it.</summary>
public sealed class TemplateDraft
{
    public string Name { get; set; } = "";

    public string? Description { get; set; }

    public Runtime? Runtime { get; set; }

    public List<KeyDraft> Keys { get; init; } = [];

    public static TemplateDraft Of(TemplateResponse template) => new()
    {
        Name = template.Name,
        Description = template.Description,
        Runtime = template.Runtime,
        Keys = [.. template.Keys.Select(KeyDraft.Of)],
    };

    /// <summary>Of a configuration: names and descriptions, and no value. More people see a template than an environment's values.</summary>
    public static TemplateDraft Of(IEnumerable<ConfigRow> rows) => new()
    {
        Keys = [.. rows.Select(row => new KeyDraft { Key = row.Key, Kind = row.Secret ? KeyKind.Secret : KeyKind.Readable, Description = row.Description })],
    };

    public TemplateRequest ToRequest() => new(
        Name.Trim(), [.. Keys.Select(key => key.ToKey())], string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(), Runtime);
}
