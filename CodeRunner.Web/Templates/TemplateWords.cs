using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Templates;
using CodeRunner.Web.Configuration;

namespace CodeRunner.Web.Templates;

/// <summary>What the pages say of templates, as pure functions of them.</summary>
public static class TemplateWords
{
    private static readonly JsonSerializerOptions Readable = new(Wire.Json) { WriteIndented = true };

    /// <summary>"4 keys, 2 needed, 1 generated".</summary>
    public static string Keys(TemplateResponse template)
    {
        var (all, needed, generated) = (template.Keys.Count, template.Keys.Count(key => key.Required), template.Keys.Count(key => key.Generated));
        return (all == 1 ? "1 key" : $"{all} keys") + (needed > 0 ? $", {needed} needed" : "") + (generated > 0 ? $", {generated} generated" : "");
    }

    /// <summary>What becomes of the key when nothing is typed; <paramref name="row"/> is what is there.</summary>
    public static string Hint(TemplateKey key, ConfigRow? row)
    {
        var empty = row is not null ? "Is there, and stays as it is when this is left empty."
            : key.Generated ? $"Generated when left empty: {key.Length ?? 32} characters, encrypted."
            : key.Default is { } usual ? $"When left empty: {usual}"
            : key.Secret ? "Encrypted." : "";
        return string.Join(' ', new[] { key.Description, empty }.Where(text => !string.IsNullOrEmpty(text)));
    }

    /// <summary>How teams hand a template on.</summary>
    public static string Json(TemplateResponse template) =>
        JsonSerializer.Serialize(new TemplateRequest(template.Name, template.Keys, template.Description, template.Runtime), Readable);

    /// <summary>Null where the text is no template.</summary>
    public static TemplateRequest? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TemplateRequest>(json, Wire.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
