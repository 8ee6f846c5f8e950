using System.Text.RegularExpressions;

namespace CodeRunner.Core.Templates;

/// <summary>
/// Regular expressions that people write, for values that people write: of the kind that takes time in proportion to the text, and bounded in both.
/// </summary>
public static class TemplatePattern
{
    public const int MostLength = 200;

    /// <summary>Characters of a value that are looked at; a longer one fits no pattern.</summary>
    public const int MostValueLength = 2000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>By the clock: a busy machine may take a core away for long from what needs it for a millisecond.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the pattern, in words for people; null for nothing.</summary>
    public static string? Check(string pattern)
    {
        if (pattern.Length is 0 or > MostLength)
            return $"It must have 1 to {MostLength} characters.";
        if (pattern.Any(char.IsControl))
            return "It must not have control characters.";
        try
        {
            // By itself too: what closes more brackets than it opens would get out of those that are put around it.
            _ = new Regex(pattern, Options, Patience);
            _ = Whole(pattern);
            return null;
        }
        catch (ArgumentException)
        {
            return "It is no regular expression.";
        }
        catch (NotSupportedException)
        {
            return "It is too large, or looks around or back, which would take too long.";
        }
    }

    /// <summary>Whether the whole value fits. The pattern is one that <see cref="Check"/> finds nothing wrong with.</summary>
    public static bool Fits(string pattern, string value)
    {
        try
        {
            return value.Length <= MostValueLength && Whole(pattern).IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Whole(string pattern) => new($@"\A(?:{pattern})\z", Options, Patience);
}
