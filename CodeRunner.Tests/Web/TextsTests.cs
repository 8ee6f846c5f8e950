using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Language;

namespace CodeRunner.Tests.Web;

/// <summary>
/// What there is to translate is what the dashboard says, all of it and no more. After a text was added or changed, CODERUNNER_TEXTS=write lets these tests write the resource files anew.
/// </summary>
public sealed partial class TextsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "CodeRunner.Web", "Language");
    private static readonly List<TextInSource> Pages = [.. TextsInSources.OfPages()];
    private static readonly List<TextInSource> Scripts = [.. TextsInSources.OfScripts()];

    [Fact]
    public void What_is_to_be_translated_stands_as_a_literal_where_it_is_shown() => TextsInSources.Unreadable().ShouldBeEmpty();

    [Fact]
    public void A_text_has_a_place_for_each_of_its_values() =>
        Pages.Concat(Scripts).Where(text => !Fits(text)).Select(text => $"{Path.GetFileName(text.File)}: {text.English}").ShouldBeEmpty();

    [Theory]
    [InlineData("Texts")]
    [InlineData("ScriptTexts")]
    public void The_resource_files_have_every_text_and_no_other(string name)
    {
        var said = (name == "Texts" ? Pages : Scripts).Select(text => text.English).Distinct().ToDictionary(Texts.Name, text => text);
        said.Keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).SelectMany(same => same).ShouldBeEmpty("the names of resources are the same in capital and small letters");
        var file = Path.Combine(Folder, $"{name}.resx");
        if (Environment.GetEnvironmentVariable("CODERUNNER_TEXTS") == "write")
            Write(file, said);
        Read(file).ShouldBe(said, ignoreOrder: true, "CODERUNNER_TEXTS=write ./coderunner test TextsTests writes the file anew");
    }

    [Fact]
    public void A_translation_has_the_places_of_its_text_and_nothing_that_nobody_says()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.*.resx"))
        {
            var english = Read(Path.Combine(Folder, Path.GetFileName(file).Split('.')[0] + ".resx"));
            Read(file).Where(text => !english.TryGetValue(text.Key, out var of) || !Places(of).SetEquals(Places(text.Value))).ShouldBeEmpty(file);
        }
    }

    [Theory]
    [InlineData("{0} of {1} apps run", "⟦{0} öƒ {1} åþþš ŕûñ⟧")]
    [InlineData("{0:0} s ago", "⟦{0:0} š åĝö⟧")]
    public void The_pseudo_language_changes_all_but_the_places_of_values(string english, string shown) => Pseudo.Of(english).ShouldBe(shown);

    private static bool Fits(TextInSource text)
    {
        var places = Places(text.English);
        return text.Values is { } values ? places.SetEquals(Enumerable.Range(0, values)) : places.Count is > 0 and <= 3 && places.Max() == places.Count - 1;
    }

    private static HashSet<int> Places(string text) => [.. Place().Matches(text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file, LoadOptions.PreserveWhitespace).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    /// <summary>A line for each text, so that a change of one is a change of one line.</summary>
    private static void Write(string file, Dictionary<string, string> texts)
    {
        var head = File.ReadLines(file).TakeWhile(line => !line.StartsWith("  <data", StringComparison.Ordinal) && !line.StartsWith("</root", StringComparison.Ordinal));
        var data = texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text =>
            new XElement("data", new XAttribute("name", text.Key), new XAttribute(XNamespace.Xml + "space", "preserve"), new XElement("value", text.Value)));
        File.WriteAllText(file, string.Join('\n', [.. head, .. data.Select(each => $"  {each.ToString(SaveOptions.DisableFormatting)}"), "</root>"]));
    }

    [GeneratedRegex(@"\{(\d)(?::[^}]*)?\}")]
    private static partial Regex Place();
}
