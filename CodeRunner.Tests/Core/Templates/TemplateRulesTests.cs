using System.Diagnostics;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Templates;

namespace CodeRunner.Tests.Core.Templates;

public sealed class TemplateRulesTests
{
    private static readonly TemplateKey Plain = new("A", false, null, false, null, null);
    private static readonly TemplateKey Made = new("A", true, null, true, null, null);

    public static TheoryData<string> BuiltIn => [.. BuiltInTemplates.All.Select(template => template.Id)];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void What_comes_with_the_platform_keeps_the_rules_for_everybody(string id)
    {
        var template = BuiltInTemplates.Find(id)!;
        TemplateRules.Check(template.Keys).ShouldBeEmpty();
        template.Keys.ShouldAllBe(key => !string.IsNullOrEmpty(key.Description) && (!key.Generated || key.Secret));
    }

    [Theory]
    [InlineData("(a+)+b(?=c)")]
    [InlineData(@"(a)\1")]
    [InlineData("(")]
    [InlineData("a)|(?:b")]
    [InlineData("a\0")]
    [InlineData("")]
    [InlineData("((((a{1,500}){1,500}){1,500}){1,500}){1,500}")]
    public void A_pattern_that_is_none_or_takes_too_long_is_refused(string pattern) => Field(Plain with { Pattern = pattern }).ShouldBe("keys[0].pattern");

    [Fact]
    public void A_pattern_is_about_the_whole_value_and_quick_whatever_the_value_is()
    {
        (TemplatePattern.Fits("debug|info", "info"), TemplatePattern.Fits("debug|info", "infos"), TemplatePattern.Fits("a", "a\n")).ShouldBe((true, false, false));
        var watch = Stopwatch.StartNew();
        TemplatePattern.Fits("(a|aa|a?)*b", new string('a', TemplatePattern.MostValueLength)).ShouldBeFalse();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        TemplatePattern.Fits("a*", new string('a', TemplatePattern.MostValueLength + 1)).ShouldBeFalse();
    }

    [Fact]
    public void What_does_not_go_together_is_refused_with_the_field_named()
    {
        Field(Plain with { Key = "1A" }).ShouldBe("keys[0].key");
        Field(Plain with { Key = "PORT" }).ShouldBe("keys[0].key");
        Field(Plain, Plain).ShouldBe("keys[1].key");
        Field((TemplateKey?)null).ShouldBe("keys[0].key");
        Field(Plain with { Default = "b", Pattern = "a" }).ShouldBe("keys[0].default");
        Field(Plain with { Default = "hunter22", Secret = true }).ShouldBe("keys[0].default");
        Field(Made with { Default = "x" }).ShouldBe("keys[0].default");
        Field(Made with { Length = 8 }).ShouldBe("keys[0].length");
        Field(Plain with { Length = 32 }).ShouldBe("keys[0].length");
        Field(Plain with { Alphabet = TemplateAlphabet.Hex }).ShouldBe("keys[0].alphabet");
        Field(Made with { Pattern = "[a-z]{8}" }).ShouldBe("keys[0].pattern");
        Field(Plain with { Description = new string('x', 501) }).ShouldBe("keys[0].description");
        Field().ShouldBe("keys");
        Field([.. Enumerable.Range(0, 101).Select(n => Plain with { Key = $"A{n}" })]).ShouldBe("keys");
        Field([.. Enumerable.Range(0, 100).Select(n => Plain with { Key = $"A{n}", Default = new string('x', 1000) })]).ShouldBe("keys");
    }

    [Fact]
    public void What_a_release_lacks_is_named_with_all_else_that_it_lacks_and_what_refers_to_others_is_not_judged()
    {
        NeededKey[] needed = [new("Shop", Plain with { Key = "URL", Required = true, Pattern = "https://.*" }), new("Shop", Made with { Key = "KEY" }), new("Shop", Plain with { Key = "B" })];
        var (key, text) = NeededKeys.FindFault(Merged(), needed)!.Value;
        (key, text).ShouldBe(("URL", "The template Shop needs it, and it is not set. The same goes for KEY."));
        NeededKeys.FindFault(Merged(("URL", "https://a", false), ("KEY", "", true)), needed)!.Value.ShouldBe(("KEY", "The template Shop needs it, and it is empty."));
        NeededKeys.FindFault(Merged(("URL", "ftp://a", false), ("KEY", "x", true)), needed)!.Value.Key.ShouldBe("URL");
        NeededKeys.FindFault(Merged(("URL", "ftp://a", true), ("KEY", "x", true)), needed).ShouldBeNull();
        NeededKeys.FindFault(Merged(("URL", "${BASE}/a", false), ("KEY", "x", true)), needed).ShouldBeNull();
    }

    private static SortedDictionary<string, ConfigItem> Merged(params (string Key, string Text, bool Secret)[] items) =>
        Layers.Merge(items.Select(item => new ConfigItem(item.Key, item.Text, item.Secret)));

    private static string? Field(params TemplateKey?[] keys) => TemplateRules.Check(keys).Select(fault => fault.Field).FirstOrDefault();
}
