using System.Diagnostics;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Configuration;

namespace CodeRunner.Tests.Core.Configuration;

public sealed class ConfigPlannerTests
{
    private static readonly ConfigScope Scope = new(Guid.NewGuid(), EnvironmentName.Staging);

    [Fact]
    public void Far_too_many_variables_are_refused_at_once()
    {
        var wanted = Enumerable.Range(0, 150_000).Select(n => new WantedVariable($"V{n}", "1", false, null)).ToList();
        var watch = Stopwatch.StartNew();
        Plan(wanted).Faults.ShouldBe([new ConfigFault(-1, "", "There can be at most 500 variables.")]);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Text_with_far_too_many_variables_is_refused_at_once()
    {
        var watch = Stopwatch.StartNew();
        // Each once more, in the order that costs most to take out.
        var lines = Enumerable.Range(0, 75_000).Select(n => $"V{n}=1").ToList();
        DotEnvReader.TryRead(string.Join('\n', [.. lines, .. lines]), out _, out var fault).ShouldBeFalse();
        fault.ShouldBe("There can be at most 500 variables.");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void As_many_references_as_there_is_room_for_are_checked_quickly()
    {
        var references = string.Concat(Enumerable.Range(0, 400).Select(n => $"${{V{n}}}"));
        var wanted = Enumerable.Range(0, 499).Select(n => new WantedVariable($"V{n}", n < 400 ? "" : references[..1000], false, null)).Append(new WantedVariable("ALL", references, false, null)).ToList();
        var watch = Stopwatch.StartNew();
        _ = Plan(wanted);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_is_more_than_an_app_can_get_together_with_other_layers_is_refused()
    {
        var shared = Enumerable.Range(0, 500).Select(n => new ConfigItem($"S{n}", "1", false)).ToList();
        var own = Enumerable.Range(0, 500).Select(n => new ConfigItem($"O{n}", "1", false)).ToList();
        Plan([new WantedVariable("A", "1", false, null)], shared, own).Faults.Single().ShouldSatisfyAllConditions(
            fault => fault.Index.ShouldBe(-1), fault => fault.Text.ShouldContain("1000 is the most"));
        Plan([new WantedVariable("S0", "1", false, null)], shared, own).Faults.ShouldBeEmpty();

        var large = Enumerable.Range(0, 17).Select(n => new ConfigItem($"L{n}", "", true) { Bytes = 60_000 }).ToList();
        Plan([new WantedVariable("A", new string('x', 60_000), true, null)], large).Faults.Single().Text.ShouldContain("1024 KiB is the most");
    }

    [Theory]
    [InlineData("Z", "${B}", "B", "${Z}", "B in staging: It refers to itself: B → Z → B.")]
    [InlineData("Z", "1", "B", "${GONE}", "In staging: B refers to GONE, which would be gone.")]
    public void What_is_wrong_in_an_environment_that_a_shared_variable_reaches_is_told_with_its_key_and_where(string key, string value, string other, string text, string told)
    {
        var scope = new ConfigScope(Guid.NewGuid());
        var gone = ConfigValue.Plain(scope, "GONE", 1, "1", 1, DateTimeOffset.UnixEpoch);
        var current = new ConfigState(scope, null, [new ConfigContent(new ConfigEntry("GONE", gone.Id, null), gone)]);
        ConfigPlanner.Plan(current, [new WantedVariable(key, value, false, null)], [], [[], [new ConfigItem(other, text, false)], []])
            .Faults.ShouldBe([new ConfigFault(-1, "value", told)]);
    }

    private static ConfigPlan Plan(IReadOnlyList<WantedVariable> wanted, IEnumerable<ConfigItem>? weaker = null, IReadOnlyList<ConfigItem>? stronger = null) =>
        ConfigPlanner.Plan(new ConfigState(Scope, null, []), wanted, weaker ?? [], [stronger ?? []]);
}
