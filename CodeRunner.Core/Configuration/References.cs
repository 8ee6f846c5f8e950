using System.Text.RegularExpressions;

namespace CodeRunner.Core.Configuration;

/// <summary>
/// `${OTHER}` in a variable stands for the value of OTHER; `$${OTHER}` stands for the text `${OTHER}`. A `$` of any other kind is itself. Secrets are taken as they are:
/// they can be referred to, and refer to nothing.
/// </summary>
public static partial class References
{
    /// <summary>The keys that the value refers to, each once.</summary>
    public static IEnumerable<string> Find(string value) => Reference().Matches(value).Where(IsReference).Select(match => match.Groups["key"].Value).Distinct();

    /// <summary>Text without references, as it has to be written to stand for itself.</summary>
    public static string Escape(string literal) => Plain().Replace(literal, "$$$&");

    /// <summary>The text that a value without references stands for. References stay as they are.</summary>
    public static string Unescape(string value) => Reference().Replace(value, match => IsReference(match) ? match.Value : match.Value[1..]);

    /// <summary>Whether the text begins with what would be a reference.</summary>
    public static bool StartsOne(ReadOnlySpan<char> text) => First().IsMatch(text);

    /// <summary>The value with each reference replaced.</summary>
    public static string Replace(string value, Func<string, string> valueOf) =>
        Reference().Replace(value, match => IsReference(match) ? valueOf(match.Groups["key"].Value) : match.Value[1..]);

    /// <summary>
    /// The first way that leads from a key back to itself, such as A, B, A; null when there is none. Keys are looked at in order, so the answer is always the same.
    /// </summary>
    public static IReadOnlyList<string>? FindCycle(IReadOnlyDictionary<string, IReadOnlyList<string>> referencesOf)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in referencesOf.Keys.Order(StringComparer.Ordinal))
        {
            if (Walk(start, referencesOf, done) is { } cycle)
                return cycle;
        }
        return null;
    }

    /// <summary>Without recursion: a chain may be as long as a configuration has keys.</summary>
    private static List<string>? Walk(string start, IReadOnlyDictionary<string, IReadOnlyList<string>> referencesOf, HashSet<string> done)
    {
        var way = new List<string>();
        var open = new Stack<(string Key, int Depth)>([(start, 0)]);
        while (open.TryPop(out var step))
        {
            while (way.Count > step.Depth)
            {
                done.Add(way[^1]);
                way.RemoveAt(way.Count - 1);
            }
            if (done.Contains(step.Key) || !referencesOf.TryGetValue(step.Key, out var others))
                continue;
            if (way.IndexOf(step.Key) is >= 0 and var from)
                return [.. way[from..], step.Key];
            way.Add(step.Key);
            foreach (var other in others.Reverse())
                open.Push((other, way.Count));
        }
        done.UnionWith(way);
        return null;
    }

    private static bool IsReference(Match match) => !match.Value.StartsWith("$$", StringComparison.Ordinal);

    [GeneratedRegex(@"\$?\$\{(?<key>[A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\$\{[A-Za-z_][A-Za-z0-9_]*\}")]
    private static partial Regex First();

    [GeneratedRegex(@"\$\{[A-Za-z_][A-Za-z0-9_]*\}")]
    private static partial Regex Plain();
}
