using CodeRunner.Core.Configuration;

namespace CodeRunner.Tests.Core.Configuration;

public sealed class LayersTests
{
    [Fact]
    public void What_is_nearer_to_the_app_overrides()
    {
        var merged = Layers.Merge([Item("A", "shared"), Item("B", "shared"), Item("C", "shared")], [Item("B", "environment"), Item("C", "environment")], [Item("C", "own")]);
        Resolve(merged).ShouldBe(new Dictionary<string, string> { ["A"] = "shared", ["B"] = "environment", ["C"] = "own" }, ignoreOrder: true);
    }

    [Fact]
    public void A_reference_stands_for_what_overrides() => Resolve(Layers.Merge([Item("URL", "https://${NAME}/"), Item("NAME", "shared")], [Item("NAME", "own")]))["URL"].ShouldBe("https://own/");

    [Theory]
    [InlineData("${B}", "b")]
    [InlineData("${B}${B}-${C}", "bb-c b")]
    [InlineData("$${B}", "${B}")]
    [InlineData("$$${B}", "$${B}")]
    [InlineData("$B $ {B} ${} ${1}", "$B $ {B} ${} ${1}")]
    public void References_are_replaced(string value, string expected) =>
        Resolve(Layers.Merge([Item("A", value), Item("B", "b"), Item("C", "c ${B}")]))["A"].ShouldBe(expected);

    [Fact]
    public void A_secret_is_taken_as_it_is_and_may_be_referred_to()
    {
        var resolved = Resolve(Layers.Merge([new ConfigItem("PASSWORD", "p${A}$${A}", IsSecret: true), Item("A", "x"), Item("URL", "db://u:${PASSWORD}@h")]));
        resolved["PASSWORD"].ShouldBe("p${A}$${A}");
        resolved["URL"].ShouldBe("db://u:p${A}$${A}@h");
    }

    [Theory]
    [InlineData("A=${A}", "A → A")]
    [InlineData("A=${B};B=${A}", "A → B → A")]
    [InlineData("A=${B};B=${C};C=x${D}y;D=${B}", "B → C → D → B")]
    [InlineData("X=1;A=${X}${B};B=${X}${C};C=${A}", "A → B → C → A")]
    public void A_cycle_is_refused_and_named(string variables, string cycle)
    {
        Layers.TryResolve(Parse(variables), out _, out var fault).ShouldBeFalse();
        fault.Text.ShouldBe($"It refers to itself: {cycle}.");
    }

    [Fact]
    public void A_diamond_is_no_cycle() => Resolve(Parse("A=${B}${C};B=${D};C=${D};D=d"))["A"].ShouldBe("dd");

    [Fact]
    public void A_cycle_can_come_of_two_layers_that_have_none() =>
        Layers.TryResolve(Layers.Merge([Item("A", "${B}")], [Item("B", "${A}")]), out _, out _).ShouldBeFalse();

    [Fact]
    public void A_reference_to_nothing_is_refused_with_both_names()
    {
        Layers.TryResolve(Parse("A=${B}"), out _, out var fault).ShouldBeFalse();
        fault.ShouldBe(("A", "It refers to B, which is not set here. For the text itself write $${B}."));
    }

    [Fact]
    public void References_can_not_grow_without_bounds()
    {
        var lines = Enumerable.Range(1, 60).Select(n => $"V{n}={string.Concat(Enumerable.Repeat($"${{V{n - 1}}}", 20))}").Prepend("V0=0123456789");
        Layers.TryResolve(Parse(string.Join(';', lines)), out _, out var fault).ShouldBeFalse();
        fault.Text.ShouldContain("more than 64 KiB");
    }

    [Fact]
    public void All_together_are_bounded()
    {
        var lines = Enumerable.Range(1, 20).Select(n => $"V{n}={new string('x', 60_000)}");
        Layers.TryResolve(Parse(string.Join(';', lines)), out _, out var fault).ShouldBeFalse();
        fault.Text.ShouldContain("1024 KiB is the most");
    }

    [Fact]
    public void There_are_not_more_than_an_app_can_get()
    {
        Layers.TryResolve(Parse(string.Join(';', Enumerable.Range(0, 1001).Select(n => $"V{n}=x"))), out _, out var fault).ShouldBeFalse();
        fault.Text.ShouldContain("1000 is the most");
    }

    [Fact]
    public void Sizes_are_told_without_the_text_of_secrets()
    {
        var (secret, references) = (new ConfigItem("S", "", IsSecret: true) { Bytes = 60_000 }, Enumerable.Range(0, 20).Select(n => Item($"V{n}", "${S}")));
        Layers.Measure(Layers.Merge([secret, Item("A", "${S}${S}")])).ShouldBe(("A", "With its references replaced it has more than 64 KiB."));
        Layers.Measure(Layers.Merge([secret, .. references]))!.Value.Text.ShouldContain("1024 KiB is the most");
        Layers.Measure(Layers.Merge([secret, .. references.Take(10)])).ShouldBeNull();
    }

    [Fact]
    public void A_long_chain_is_followed()
    {
        var lines = Enumerable.Range(1, 999).Select(n => $"V{n}=${{V{n - 1}}}").Prepend("V0=end");
        Resolve(Parse(string.Join(';', lines)))["V999"].ShouldBe("end");
    }

    private static ConfigItem Item(string key, string value) => new(key, value, IsSecret: false);

    private static SortedDictionary<string, ConfigItem> Parse(string variables) =>
        Layers.Merge(variables.Split(';').Select(line => line.Split('=', 2)).Select(parts => Item(parts[0], parts[1])));

    private static Dictionary<string, string> Resolve(SortedDictionary<string, ConfigItem> merged)
    {
        Layers.TryResolve(merged, out var resolved, out var fault).ShouldBeTrue(fault.Text);
        return resolved!;
    }
}
