using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CodeRunner.Core.Configuration;

/// <summary>One variable as it is set somewhere. A secret's text may be left out where only names and sizes matter; <see cref="Bytes"/> is said then.</summary>
public sealed record ConfigItem(string Key, string Text, bool IsSecret)
{
    /// <summary>Bytes of the text in UTF-8.</summary>
    public int Bytes { get; init; } = Encoding.UTF8.GetByteCount(Text);

    /// <summary>Without the text.</summary>
    public override string ToString() => $"{nameof(ConfigItem)} {{ {Key} }}";
}

/// <summary>The configurations that hold for an app, the weakest first: the project's, the environment's, the deployment's own.</summary>
public static class Layers
{
    /// <summary>Bytes of all keys and values that an app may get: what Linux surely takes.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Variables that an app may get.</summary>
    public const int MostVariables = 1000;

    /// <summary>The strongest of each key, by key.</summary>
    public static SortedDictionary<string, ConfigItem> Merge(params IEnumerable<IEnumerable<ConfigItem>> layers)
    {
        var merged = new SortedDictionary<string, ConfigItem>(StringComparer.Ordinal);
        foreach (var item in layers.SelectMany(layer => layer))
            merged[item.Key] = item;
        return merged;
    }

    /// <summary>
    /// What is wrong with references, as (key, text for people): a cycle, named; or a key of <paramref name="own"/> that refers to nothing. Null for nothing. Values of
    /// secrets are not looked at.
    /// </summary>
    public static (string Key, string Text)? CheckReferences(IReadOnlyDictionary<string, ConfigItem> merged, Func<string, bool> own)
    {
        var references = merged.Values.Where(item => !item.IsSecret)
            .ToDictionary(item => item.Key, item => (IReadOnlyList<string>)[.. References.Find(item.Text)], StringComparer.Ordinal);
        if (References.FindCycle(references) is { } cycle)
            return (cycle[0], $"It refers to itself: {string.Join(" → ", cycle)}.");
        foreach (var (key, others) in references.Where(each => own(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (others.FirstOrDefault(other => !merged.ContainsKey(other)) is { } missing)
                return (key, $"It refers to {missing}, which is not set here. For the text itself write $${{{missing}}}.");
        }
        return null;
    }

    /// <summary>
    /// All variables with their references replaced, as an app gets them. Fails with (key, text for people) for what refers to itself, to nothing, or grows too
    /// large; never says a value.
    /// </summary>
    public static bool TryResolve(
        IReadOnlyDictionary<string, ConfigItem> merged, [NotNullWhen(true)] out Dictionary<string, string>? resolved, out (string Key, string Text) fault)
    {
        resolved = null;
        if (CheckReferences(merged, _ => true) is { } wrong)
        {
            fault = wrong;
            return false;
        }
        if (Measure(merged) is { } tooLarge)
        {
            fault = tooLarge;
            return false;
        }
        fault = default;
        resolved = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in InOrder(merged))
            resolved[key] = Value(merged[key], resolved);
        return true;
    }

    /// <summary>
    /// What makes it more than an app can get, with references replaced, as (key, or "" for the whole; text for people); null for nothing. There is no cycle; what is
    /// referred to and is not there counts nothing. Needs no text of secrets.
    /// </summary>
    public static (string Key, string Text)? Measure(IReadOnlyDictionary<string, ConfigItem> merged)
    {
        if (merged.Count > MostVariables)
            return ("", $"Together with what is set elsewhere there are {merged.Count} variables; {MostVariables} is the most that an app can get.");
        var (lengths, all) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        foreach (var key in InOrder(merged))
        {
            var length = lengths[key] = Length(merged[key], lengths);
            if (length > ConfigRules.MostValueBytes)
                return (key, $"With its references replaced it has more than {ConfigRules.MostValueBytes >> 10} KiB.");
            all += key.Length + length + 2;
        }
        return all > MostBytes ? ("", $"All variables together, with what is set elsewhere, have {all >> 10} KiB; {MostBytes >> 10} KiB is the most that an app can get.") : null;
    }

    private static string Value(ConfigItem item, Dictionary<string, string> values) => item.IsSecret ? item.Text : References.Replace(item.Text, other => values[other]);

    /// <summary>Bytes of the value with its references replaced, found before it is made.</summary>
    private static long Length(ConfigItem item, Dictionary<string, long> lengths)
    {
        if (item.IsSecret)
            return item.Bytes;
        var replaced = 0L;
        var literal = References.Replace(item.Text, other =>
        {
            replaced += lengths.GetValueOrDefault(other);
            return "";
        });
        return Encoding.UTF8.GetByteCount(literal) + replaced;
    }

    /// <summary>Each key after those that it refers to and that are there; there is no cycle.</summary>
    private static List<string> InOrder(IReadOnlyDictionary<string, ConfigItem> merged)
    {
        var (ordered, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var open = new Stack<(string Key, bool Entered)>(merged.Keys.Select(key => (key, false)));
        while (open.TryPop(out var step))
        {
            if (step.Entered)
                ordered.Add(step.Key);
            if (step.Entered || !merged.ContainsKey(step.Key) || !seen.Add(step.Key))
                continue;
            open.Push((step.Key, true));
            foreach (var other in merged[step.Key].IsSecret ? [] : References.Find(merged[step.Key].Text))
                open.Push((other, false));
        }
        return ordered;
    }
}
