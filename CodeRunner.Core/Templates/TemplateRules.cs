using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;

namespace CodeRunner.Core.Templates;

/// <summary>What a project's own template may be.</summary>
public static class TemplateRules
{
    public const int MostPerProject = 50;
    public const int MostKeys = 100;
    public const int KeptVersions = 20;
    public const int MostNameLength = 100;
    public const int MostDescriptionLength = 500;

    /// <summary>Templates that one deployment may need.</summary>
    public const int MostNeeded = 5;

    private const int MostDefaultLength = 2000;

    /// <summary>Characters of all keys together, with what is said of them.</summary>
    private const int MostLength = 64 << 10;

    private static readonly TemplateKey Nothing = new("", false, null, false, null, null);

    /// <summary>What is wrong with the keys: the field, as keys[2].pattern, and words for people.</summary>
    public static IReadOnlyList<(string Field, string Text)> Check(IReadOnlyList<TemplateKey?>? keys)
    {
        if (keys is null || keys.Count is 0 or > MostKeys)
            return [("keys", $"It must have 1 to {MostKeys} keys.")];
        if (keys.Sum(key => Length(key)) > MostLength)
            return [("keys", $"All keys with their descriptions can have at most {MostLength >> 10} Ki characters.")];
        var (faults, seen) = (new List<(string Field, string Text)>(), new HashSet<string>(StringComparer.Ordinal));
        for (var index = 0; index < keys.Count && faults.Count < 20; index++)
        {
            foreach (var (part, text) in Check(keys[index] ?? Nothing, seen))
                faults.Add(($"keys[{index}].{part}", text));
        }
        return faults;
    }

    private static IEnumerable<(string Part, string Text)> Check(TemplateKey key, HashSet<string> seen)
    {
        if (ConfigRules.CheckKey(key.Key) is { } wrong)
            yield return ("key", wrong);
        else if (!seen.Add(key.Key))
            yield return ("key", $"{key.Key} is there twice.");
        if (key.Description?.Length > ConfigRules.MostDescriptionLength)
            yield return ("description", $"It must have at most {ConfigRules.MostDescriptionLength} characters.");
        if (key.Description?.Contains('\0') == true)
            yield return ("description", "A NUL character is in it.");
        var badPattern = key.Pattern is { } pattern ? TemplatePattern.Check(pattern) : null;
        if (badPattern is not null)
            yield return ("pattern", badPattern);
        if (CheckDefault(key, badPattern is null) is { } badDefault)
            yield return ("default", badDefault);
        foreach (var fault in CheckGenerated(key, badPattern is null))
            yield return fault;
    }

    private static string? CheckDefault(TemplateKey key, bool patternIsFine) => key.Default switch
    {
        null => null,
        _ when key.Generated => "What is generated has no default.",
        _ when key.Secret => "A secret has no default: everybody would know it.",
        { Length: > MostDefaultLength } => $"It must have at most {MostDefaultLength} characters.",
        { } text when ConfigRules.CheckValue(text) is { } fault => fault,
        { } text when patternIsFine && !TemplateValues.Fits(key, text) => "It does not fit the pattern.",
        _ => null,
    };

    private static IEnumerable<(string Part, string Text)> CheckGenerated(TemplateKey key, bool patternIsFine)
    {
        if (key.Length is not (null or (>= GeneratedText.LeastLength and <= GeneratedText.MostLength)))
            yield return ("length", $"It must be {GeneratedText.LeastLength} to {GeneratedText.MostLength}.");
        else if (key.Generated && patternIsFine && key.Pattern is { } pattern && !TemplatePattern.Fits(pattern, GeneratedText.Make(key)))
            yield return ("pattern", "What is generated does not fit it.");
        if (!key.Generated && key.Length is not null)
            yield return ("length", "Only what is generated has a length.");
        if (!key.Generated && key.Alphabet is not null)
            yield return ("alphabet", "Only what is generated has an alphabet.");
    }

    private static int Length(TemplateKey? key) =>
        (key?.Key?.Length ?? 0) + (key?.Default?.Length ?? 0) + (key?.Pattern?.Length ?? 0) + (key?.Description?.Length ?? 0);
}
