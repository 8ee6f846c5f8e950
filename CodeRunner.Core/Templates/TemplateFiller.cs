using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;

namespace CodeRunner.Core.Templates;

/// <summary>Pure, but for what <c>generate</c> makes: from a template's keys and what is there to what a configuration shall have.</summary>
public static class TemplateFiller
{
    /// <param name="keys">The template's.</param>
    /// <param name="current">The configuration as it is: what it has stays, unless a value is given.</param>
    /// <param name="weaker">What it overrides: a key that is there is not missing.</param>
    /// <param name="values">By key, what people give; null for nothing.</param>
    /// <param name="generate">Makes the value of a generated key.</param>
    public static TemplateFilling Fill(
        IReadOnlyList<TemplateKey> keys,
        ConfigState current,
        IEnumerable<ConfigItem> weaker,
        IReadOnlyDictionary<string, string?> values,
        Func<TemplateKey, string> generate)
    {
        var below = weaker.ToDictionary(item => item.Key, StringComparer.Ordinal);
        var (variables, faults) = (new List<WantedVariable>(), new List<(string Key, string Text)>());
        foreach (var key in keys)
        {
            var (wanted, fault) = Decide(key, current.Find(key.Key), below.GetValueOrDefault(key.Key), values.GetValueOrDefault(key.Key), generate);
            if (wanted is not null)
                variables.Add(wanted);
            if (fault is not null)
                faults.Add((key.Key, fault));
        }
        var known = keys.Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(values.Keys.Where(key => !known.Contains(key)).Order(StringComparer.Ordinal).Take(20).Select(key => (key, "The template has no such key.")));
        return new TemplateFilling(variables, faults);
    }

    private static (WantedVariable? Wanted, string? Fault) Decide(TemplateKey key, ConfigContent? old, ConfigItem? below, string? given, Func<TemplateKey, string> generate)
    {
        if (given is not null)
            return Set(key, old, given);
        if ((old?.Value.Bytes ?? below?.Bytes) is { } bytes)
            return key.Required && bytes == 0 ? (null, "It is needed, and what is there is empty: give a value.") : (old is null ? null : WantedVariable.Keep(old), null);
        if (key.Generated)
            return Set(key, null, generate(key));
        if (key.Default is { } usual)
            return Set(key, null, usual);
        return (null, key.Required ? "It is needed." : null);
    }

    private static (WantedVariable? Wanted, string? Fault) Set(TemplateKey key, ConfigContent? old, string text)
    {
        var secret = key.Secret || key.Generated || old is { Value.IsSecret: true };
        if (key.Required && text.Length == 0)
            return (null, "It is needed.");
        var fits = secret ? key.Pattern is not { } pattern || TemplatePattern.Fits(pattern, text) : TemplateValues.Fits(key, text);
        return fits
            ? (new WantedVariable(key.Key, text, secret, old?.Entry.Description ?? key.Description), null)
            : (null, $"It must fit the pattern {key.Pattern}");
    }
}
