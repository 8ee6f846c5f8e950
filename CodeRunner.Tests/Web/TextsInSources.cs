using System.Net;
using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Web;

/// <summary>A text that the dashboard's sources say, and how many values they give it; null where that is not told beside it.</summary>
internal sealed record TextInSource(string File, string English, int? Values);

/// <summary>The texts that the sources of the dashboard have between quotes: of T and Phrase, and of t in scripts.</summary>
internal static partial class TextsInSources
{
    private static readonly string Web = Path.Combine(Repository.Root, "CodeRunner.Web");
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "lib", "Language"];

    public static IEnumerable<TextInSource> OfPages() =>
        from file in Files(".razor", ".cs")
        let source = Comment().Replace(File.ReadAllText(file), "")
        from text in Calls(file, source, Call()).Concat(Phrases(file, source))
        select text;

    public static IEnumerable<TextInSource> OfScripts() => Files(".js").SelectMany(file => Calls(file, Comment().Replace(File.ReadAllText(file), ""), ScriptCall()));

    /// <summary>What is asked to be translated and is no literal, a line each.</summary>
    public static IEnumerable<string> Unreadable() =>
        from file in Files(".razor", ".cs", ".js")
        let source = Comment().Replace(File.ReadAllText(file), "")
        from match in (file.EndsWith(".js", StringComparison.Ordinal) ? ScriptCall() : Call()).Matches(source).Concat(AnyPhrase().Matches(source))
        let rest = source[match.Index..]
        where !Phrase().IsMatch(rest) && !Literal().IsMatch(rest[match.Length..])
        select $"{Path.GetRelativePath(Web, file)}: {rest.Split('\n')[0]}";

    private static IEnumerable<string> Files(params string[] kinds) =>
        Directory.EnumerateFiles(Web, "*", SearchOption.AllDirectories)
            .Where(file => kinds.Any(kind => file.EndsWith(kind, StringComparison.Ordinal)) && !Path.GetRelativePath(Web, file).Split(Path.DirectorySeparatorChar).Any(NotOurs.Contains))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<TextInSource> Phrases(string file, string source) =>
        from match in AnyPhrase().Matches(source)
        let phrase = Phrase().Match(source[match.Index..])
        where phrase.Success
        select new TextInSource(file, WebUtility.HtmlDecode(phrase.Groups[1].Value), null);

    private static IEnumerable<TextInSource> Calls(string file, string source, Regex call) =>
        from match in call.Matches(source)
        let rest = source[(match.Index + match.Length)..]
        let literal = Literal().Match(rest)
        where literal.Success
        select new TextInSource(file, Regex.Unescape(literal.Groups[1].Value), Values(rest[(literal.Groups[1].Index + literal.Groups[1].Length + 1)..]));

    /// <summary>What follows a literal up to the call's end, counted by its commas.</summary>
    private static int Values(string rest)
    {
        var (depth, count, quoted) = (0, 0, false);
        foreach (var (at, letter) in rest.Index())
        {
            if (letter == '"' && rest[Math.Max(0, at - 1)] != '\\')
                quoted = !quoted;
            if (quoted)
                continue;
            if (letter is ')' or ']' or '}' && depth-- == 0)
                break;
            depth += letter is '(' or '[' or '{' ? 1 : 0;
            count += letter == ',' && depth == 0 ? 1 : 0;
        }
        return count;
    }

    [GeneratedRegex(@"(?<![\w.]|string )(?:Texts\.)?T\((?!\))")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<![\w.$])t\(")]
    private static partial Regex ScriptCall();

    [GeneratedRegex("""^\s*"((?:[^"\\]|\\.)*)"\s*[,)]""")]
    private static partial Regex Literal();

    [GeneratedRegex("<Phrase ")]
    private static partial Regex AnyPhrase();

    [GeneratedRegex("""^<Phrase Of="([^"@]+)">""")]
    private static partial Regex Phrase();

    [GeneratedRegex(@"^\s*//.*$|\s// .*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
