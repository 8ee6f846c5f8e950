using CodeRunner.Core.Scaling.Compatibility;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class NomadStrategyTests
{
    [Fact]
    public void Without_a_metric_nothing_is_decided()
    {
        new NomadTarget(10).Decide(3, []).ShouldBeNull();
        new NomadThreshold(0, 10, NomadStep.Delta, 1).Decide(3, []).ShouldBeNull();
    }

    [Theory]
    [InlineData("lower_bound", "warm", "lower_bound")]
    [InlineData("within_bounds_trigger", "1.5", "within_bounds_trigger")]
    [InlineData("delta", "much", "delta")]
    [InlineData("delta", "", "Exactly one")]
    public void A_wrong_setting_of_a_threshold_is_named(string key, string value, string named)
    {
        var settings = new Dictionary<string, string> { ["lower_bound"] = "5", ["delta"] = "1", [key] = value };

        NomadThreshold.TryParse(settings, out var strategy, out var error).ShouldBeFalse();

        strategy.ShouldBeNull();
        error.ShouldNotBeNull().ShouldContain(named);
    }

    [Fact]
    public void A_number_below_zero_is_no_value()
    {
        NomadThreshold.TryParse(new Dictionary<string, string> { ["upper_bound"] = "5", ["value"] = "-1" }, out _, out var error).ShouldBeFalse();

        error.ShouldNotBeNull().ShouldContain("value");
    }

    [Theory]
    [InlineData("target", "", "target")]
    [InlineData("target", "ten", "target")]
    [InlineData("threshold", "small", "threshold")]
    [InlineData("max_scale_up", "2.5", "max_scale_up")]
    [InlineData("max_scale_down", "all", "max_scale_down")]
    public void A_wrong_setting_of_a_target_is_named(string key, string value, string named)
    {
        var settings = new Dictionary<string, string> { ["target"] = "10", [key] = value };

        NomadTarget.TryParse(settings, out _, out var error).ShouldBeFalse();

        error.ShouldNotBeNull().ShouldContain(named);
    }
}
