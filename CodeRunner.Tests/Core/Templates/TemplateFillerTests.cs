using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Templates;
using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Core.Templates;

public sealed class TemplateFillerTests
{
    private static readonly ConfigScope Scope = new(Guid.NewGuid(), EnvironmentName.Staging);
    private static readonly TemplateKey Level = new("LOG_LEVEL", false, "info", false, "debug|info", "How much is logged");
    private static readonly TemplateKey Address = new("ADDRESS", true, null, false, null, null);
    private static readonly TemplateKey Password = new("PASSWORD", true, null, true, null, null) { Secret = true };

    [Fact]
    public void Defaults_and_generated_secrets_fill_what_is_missing()
    {
        var filling = Fill([Level, Address, Password], values: new() { ["ADDRESS"] = "db" });
        filling.Faults.ShouldBeEmpty();
        filling.Variables.ShouldBe([
            new WantedVariable("LOG_LEVEL", "info", false, "How much is logged"), new WantedVariable("ADDRESS", "db", false, null), new WantedVariable("PASSWORD", "made", true, null)]);
    }

    [Fact]
    public void What_is_there_stays_as_it_is_and_a_value_that_is_given_takes_its_place()
    {
        ConfigContent[] there = [Plain("LOG_LEVEL", "trace"), Secret("PASSWORD"), Plain("ADDRESS", "old")];
        var filling = Fill([Level, Address, Password], there, values: new() { ["ADDRESS"] = "new" });
        filling.Variables.ShouldBe([WantedVariable.Keep(there[0]), new WantedVariable("ADDRESS", "new", false, null), WantedVariable.Keep(there[1])]);
    }

    [Fact]
    public void A_secret_stays_one_whatever_the_template_says_of_it()
    {
        var filling = Fill([Address], [Secret("ADDRESS")], values: new() { ["ADDRESS"] = "new" });
        filling.Variables.ShouldHaveSingleItem().Encrypted.ShouldBeTrue();
    }

    [Fact]
    public void What_lies_beneath_is_not_missing()
    {
        var filling = Fill([Level, Address, Password], weaker: [new("ADDRESS", "db", false), new("LOG_LEVEL", "debug", false), new("PASSWORD", "", true) { Bytes = 12 }]);
        (filling.Variables.Count, filling.Faults.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void A_needed_key_that_is_missing_or_empty_a_value_against_its_pattern_and_a_key_of_no_template_are_named()
    {
        Fill([Address]).Faults.ShouldHaveSingleItem().Key.ShouldBe("ADDRESS");
        Fill([Address], values: new() { ["ADDRESS"] = "" }).Faults.ShouldHaveSingleItem().Key.ShouldBe("ADDRESS");
        Fill([Address], [Plain("ADDRESS", "")]).Faults.ShouldHaveSingleItem().Key.ShouldBe("ADDRESS");
        Fill([Level], values: new() { ["LOG_LEVEL"] = "informative" }).Faults.ShouldHaveSingleItem().Key.ShouldBe("LOG_LEVEL");
        Fill([Level], values: new() { ["OTHER"] = "x" }).Faults.ShouldHaveSingleItem().Key.ShouldBe("OTHER");
    }

    [Theory]
    [InlineData(TemplateAlphabet.Alphanumeric, 24)]
    [InlineData(TemplateAlphabet.Hex, 64)]
    [InlineData(TemplateAlphabet.Base64Url, 256)]
    public void What_is_generated_has_its_length_and_alphabet_and_is_never_the_same_twice(TemplateAlphabet alphabet, int length)
    {
        var key = Password with { Alphabet = alphabet, Length = length };
        var made = Enumerable.Range(0, 200).Select(_ => GeneratedText.Make(key)).ToList();
        made.ShouldAllBe(text => text.Length == length && text.All(letter => GeneratedText.Letters(alphabet).Contains(letter)));
        made.Distinct().Count().ShouldBe(200);
        // Each letter comes: 200 texts have 75 of each and more.
        made.SelectMany(text => text).Distinct().Count().ShouldBe(GeneratedText.Letters(alphabet).Length);
        GeneratedText.Make(Password).Length.ShouldBe(GeneratedText.UsualLength);
    }

    private static TemplateFilling Fill(
        IReadOnlyList<TemplateKey> keys, IReadOnlyList<ConfigContent>? there = null, IReadOnlyList<ConfigItem>? weaker = null, Dictionary<string, string?>? values = null) =>
        TemplateFiller.Fill(keys, new ConfigState(Scope, null, there ?? []), weaker ?? [], values ?? [], _ => "made");

    private static ConfigContent Plain(string key, string text)
    {
        var value = ConfigValue.Plain(Scope, key, 1, text, text.Length, DateTimeOffset.UnixEpoch);
        return new ConfigContent(new ConfigEntry(key, value.Id, null), value);
    }

    private static ConfigContent Secret(string key)
    {
        var content = Plain(key, "sealed");
        content.Value.Seal(new SealedSecret("k1", [1, 2, 3]));
        return content;
    }
}
