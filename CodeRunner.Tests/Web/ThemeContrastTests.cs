using System.Globalization;
using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Web;

/// <summary>The tokens of both themes against each other, by the formula of WCAG 2.2: what is drawn over a gradient of two of them lies between.</summary>
public sealed partial class ThemeContrastTests
{
    private static readonly string Css = File.ReadAllText(Path.Combine(Repository.Root, "CodeRunner.Web", "wwwroot", "css", "tokens.css"));
    private static readonly string[] Grounds = ["ink-0", "ink-1", "surface", "surface-2", "surface-3"];

    private static readonly string[] Words =
    [
        "text", "text-2", "text-3", "accent", "magenta", "violet", "ok", "warn", "bad", "idle", "env-development", "env-staging", "env-production", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
    ];

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void Every_colour_of_words_can_be_read_on_every_ground(string theme)
    {
        var tokens = Tokens(theme);
        var pairs = from word in Words from ground in Grounds select (word, ground, Contrast: Contrast(tokens[word], tokens[ground]));
        pairs.Append(("accent-ink", "accent", Contrast(tokens["accent-ink"], tokens["accent"]))).Where(pair => pair.Item3 < 4.5).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void A_state_can_be_read_on_a_tint_of_its_own_colour(string theme)
    {
        const double tint = 0.09; // of .pill
        var tokens = Tokens(theme);
        var pairs = from word in (string[])["ok", "warn", "bad", "accent", "violet", "idle"] from ground in Grounds.Except(["surface-3"]) select (word, ground);
        pairs.Where(pair => Contrast(tokens[pair.word], Mix(tokens[pair.word], tokens[pair.ground], tint)) < 4.5).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void A_field_is_told_from_its_ground_by_its_border(string theme)
    {
        var tokens = Tokens(theme);
        Grounds.Except(["surface-3"]).Where(ground => Contrast(tokens["control"], tokens[ground]) < 3).ShouldBeEmpty(); // no field stands on that one
    }

    /// <summary>Dark is what the page is without a theme; light is what it says anew.</summary>
    private static Dictionary<string, string> Tokens(string theme)
    {
        var parts = Css.Split("[data-theme=\"light\"]");
        var tokens = Token().Matches(theme == "dark" ? parts[0] : Css).GroupBy(match => match.Groups[1].Value);
        return tokens.ToDictionary(each => each.Key, each => each.Last().Groups[2].Value);
    }

    private static double Contrast(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static string Mix(string color, string ground, double share) =>
        string.Concat(Enumerable.Range(0, 3).Select(index => ((int)Math.Round(Part(color, index) * share + Part(ground, index) * (1 - share))).ToString("x2", CultureInfo.InvariantCulture)));

    private static int Part(string color, int index) => int.Parse(color.AsSpan(index * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static double Luminance(string color)
    {
        double Channel(int index)
        {
            var value = Part(color, index) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(0) + 0.7152 * Channel(1) + 0.0722 * Channel(2);
    }

    [GeneratedRegex("--([a-z0-9-]+): #([0-9a-f]{6})(?![0-9a-f])")]
    private static partial Regex Token();
}
