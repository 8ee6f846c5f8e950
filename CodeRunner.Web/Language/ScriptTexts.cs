using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;

namespace CodeRunner.Web.Language;

/// <summary>What the scripts say. They have the English themselves: a page in another language carries the rest.</summary>
internal static class ScriptTexts
{
    private static readonly ResourceManager Resource = new(typeof(ScriptTexts));

    /// <summary>By their English, as JSON; none where the page is English.</summary>
    public static string? Json => Languages.IsEnglish(CultureInfo.CurrentUICulture) ? null : JsonSerializer.Serialize(English().ToDictionary(text => text, text => Texts.Of(Resource, text)));

    private static IEnumerable<string> English() =>
        Resource.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(text => (string)text.Value!);
}
