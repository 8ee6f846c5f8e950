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
        string?[] parts =
        [
            all == 1 ? T("{0} key", all) : T("{0} keys", all),
            needed > 0 ? T("{0} needed", needed) : null,
            generated > 0 ? T("{0} generated", generated) : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>What becomes of the key when nothing is typed; <paramref name="row"/> is what is there.</summary>
    public static string Hint(TemplateKey key, ConfigRow? row)
    {
        var empty = row is not null ? T("Is there, and stays as it is when this is left empty.")
            : key.Generated ? T("Generated when left empty: {0} characters, encrypted.", key.Length ?? 32)
            : key.Default is { } usual ? T("When left empty: {0}", usual)
            : key.Secret ? T("Encrypted.") : "";
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
