using CodeRunner.Core.Configuration;

namespace CodeRunner.Core.Templates;

public static class NeededKeys
{
    private const int MostNamed = 20;

    /// <summary>
    /// What a merged configuration lacks of what is needed, or has against its pattern, as (key, text for people); null for nothing. Values of secrets are not looked at.
    /// </summary>
    public static (string Key, string Text)? FindFault(IReadOnlyDictionary<string, ConfigItem> merged, IReadOnlyList<NeededKey> needed)
    {
        var lacking = needed.Where(each => each.Key.Required && (!merged.TryGetValue(each.Key.Key, out var item) || item.Bytes == 0)).DistinctBy(each => each.Key.Key).ToList();
        if (lacking is [var first, .. var others])
        {
            var said = merged.ContainsKey(first.Key.Key) ? "it is empty" : "it is not set";
            var more = others.Count == 0 ? "" : $" The same goes for {string.Join(", ", others.Take(MostNamed).Select(each => each.Key.Key))}.";
            return (first.Key.Key, $"The template {first.Template} needs it, and {said}.{more}");
        }
        var odd = needed.FirstOrDefault(each => merged.TryGetValue(each.Key.Key, out var item) && !item.IsSecret && !TemplateValues.Fits(each.Key, item.Text));
        return odd is null ? null : (odd.Key.Key, $"It does not fit the pattern that the template {odd.Template} has for it.");
    }
}
