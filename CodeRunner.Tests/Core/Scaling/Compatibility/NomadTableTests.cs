using System.Text.Json;
using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class NomadTableTests
{
    private const string Table = "nomad_strategies.json";

    [SharedDataFact("scaling/tables/nomad_strategies.json")]
    public void Target_values_give_nomads_counts() => ScalingTable.Holds<Case>(Table, "target_value.cases", row =>
    {
        NomadTarget.TryParse(row.Settings, out var strategy, out var error).ShouldBeTrue(error);

        row.Expect.ShouldBeWhat(strategy!.Decide(row.Count, row.Metrics));
    });

    [SharedDataFact("scaling/tables/nomad_strategies.json")]
    public void Directions_are_nomads() => ScalingTable.Holds<DirectionCase>(Table, "target_value.direction", row =>
        NomadTarget.Direction(row.Count, row.Factor, row.Threshold).ShouldBe(Enum.Parse<NomadDirection>(row.Expect, ignoreCase: true)));

    [SharedDataFact("scaling/tables/nomad_strategies.json")]
    public void Thresholds_give_nomads_counts() => ScalingTable.Holds<Case>(Table, "threshold.cases", row =>
    {
        NomadThreshold.TryParse(row.Settings, out var strategy, out var error).ShouldBeTrue(error);

        row.Expect.ShouldBeWhat(strategy!.Decide(row.Count, row.Metrics));
    });

    [SharedDataFact("scaling/tables/nomad_strategies.json")]
    public void What_nomad_refuses_is_refused() => ScalingTable.Holds<Case>(Table, "threshold.config_errors", row =>
        NomadThreshold.TryParse(row.Settings, out _, out _).ShouldBeFalse());

    private sealed record Case(long Count, double[] Metrics, Dictionary<string, JsonElement> Config, Expectation Expect)
    {
        public Dictionary<string, string> Settings => Config.ToDictionary(each => each.Key, each => each.Value.ToString());
    }

    private sealed record DirectionCase(long Count, double Factor, double Threshold, string Expect);

    private sealed record Expectation(string Direction, long? Count)
    {
        public void ShouldBeWhat(NomadAction? action) => action.ShouldBe(new NomadAction(Enum.Parse<NomadDirection>(Direction, ignoreCase: true), Count));
    }
}
