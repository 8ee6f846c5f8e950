using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CodeRunner.Core.Configuration;

/// <summary>One variable as it is set somewhere. A secret's text may be left out where only names matter.</summary>
public sealed record ConfigItem(string Key, string Text, bool IsSecret);

/// <summary>The configurations that hold for an app, the weakest first: the project's, the environment's, the deployment's own.</summary>
public static class Layers
{
    /// <summary>Bytes of all keys and values that an app may get: what Linux surely takes.</summary>
    public const int MostBytes = 1 << 20;

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
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in InOrder(merged))
        {
            if (Length(merged[key], values) > ConfigRules.MostValueBytes)
            {
                fault = (key, $"With its references replaced it has more than {ConfigRules.MostValueBytes >> 10} KiB.");
                return false;
            }
            values[key] = merged[key].IsSecret ? merged[key].Text : References.Replace(merged[key].Text, other => values[other]);
        }
        var bytes = values.Sum(each => each.Key.Length + Encoding.UTF8.GetByteCount(each.Value) + 2);
        fault = ("", $"All variables together have {bytes >> 10} KiB; {MostBytes >> 10} KiB is the most that an app can get.");
        resolved = bytes <= MostBytes ? values : null;
        return resolved is not null;
    }

    /// <summary>At least the length of the value with its references replaced, found before it is made.</summary>
    private static long Length(ConfigItem item, Dictionary<string, string> values)
    {
        if (item.IsSecret)
            return Encoding.UTF8.GetByteCount(item.Text);
        var length = (long)Encoding.UTF8.GetByteCount(item.Text);
        References.Replace(item.Text, other =>
        {
            length += Encoding.UTF8.GetByteCount(values[other]);
            return "";
        });
        return length;
    }

    /// <summary>Each key after those that it refers to; there is no cycle.</summary>
    private static List<string> InOrder(IReadOnlyDictionary<string, ConfigItem> merged)
    {
        var (ordered, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var open = new Stack<(string Key, bool Entered)>(merged.Keys.Select(key => (key, false)));
        while (open.TryPop(out var step))
        {
            if (step.Entered)
                ordered.Add(step.Key);
            if (step.Entered || !seen.Add(step.Key))
                continue;
            open.Push((step.Key, true));
            foreach (var other in merged[step.Key].IsSecret ? [] : References.Find(merged[step.Key].Text))
                open.Push((other, false));
        }
        return ordered;
    }
}
