using System.Collections.Frozen;

namespace CodeRunner.Api.Access;

/// <summary>The 10,000 commonest passwords that are long enough to be taken here: what is tried first by who guesses.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(() => Read().ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    public static int Count => All.Value.Count;

    public static bool Has(string password) => All.Value.Contains(password);

    private static IEnumerable<string> Read()
    {
        using var list = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords")!);
        while (list.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line;
        }
    }
}
