using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Look.Samples;

namespace CodeRunner.Tests.Web;

/// <summary>The page of components has all of them.</summary>
public sealed partial class ComponentsPageTests
{
    private static readonly string Look = Path.Combine(Repository.Root, "CodeRunner.Web", "Look");

    /// <summary>It is nothing to be seen: it moves the focus.</summary>
    private static readonly string[] Unseen = ["FocusHere"];

    /// <summary>They are opened by the methods of Dialogs.</summary>
    private static readonly Dictionary<string, string> Opened = new() { ["ConfirmDialog"] = "ConfirmAsync(", ["ConfirmNameDialog"] = "ConfirmNameAsync(" };

    [Fact]
    public void Every_token_has_a_sample()
    {
        var css = File.ReadAllText(Path.Combine(Repository.Root, "CodeRunner.Web", "wwwroot", "css", "tokens.css"));
        Token().Matches(css).Select(match => match.Groups[1].Value).Distinct().Order().ShouldBe(TokenSamples.Names.Order());
    }

    [Fact]
    public void Every_component_of_the_look_has_a_sample()
    {
        var samples = string.Concat(Directory.EnumerateFiles(Path.Combine(Look, "Samples"), "*.razor").Select(File.ReadAllText));
        var components = Directory.EnumerateFiles(Look, "*.razor").Select(file => Path.GetFileNameWithoutExtension(file)!).Except(Unseen).ToArray();
        components.ShouldNotBeEmpty();
        components.Where(name => !samples.Contains(Opened.TryGetValue(name, out var opens) ? opens : $"<{name} ", StringComparison.Ordinal) && !samples.Contains($"<{name}>", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?:^|[\s;{])--([a-z0-9-]+):", RegexOptions.Multiline)]
    private static partial Regex Token();
}
