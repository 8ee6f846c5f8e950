using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Limiting;

public sealed class LimitHoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly LimitFault Fault = new(LimitHolder.Project, LimitedResource.Instances, 10, 8, 13);

    [Fact]
    public void Pauses_grow_up_to_the_longest_and_begin_anew_after_a_calm_time()
    {
        var (hold, now, pauses) = ((LimitHold?)null, Noon, new List<double>());
        for (var turn = 0; turn < 6; turn++)
        {
            hold = LimitHold.After(hold, 5, Fault, now, Longest);
            pauses.Add(hold.Pause.TotalSeconds);
            now = hold.Until.AddSeconds(1);
        }

        pauses.ShouldBe([1, 2, 4, 8, 10, 10]);
        LimitHold.After(hold, 5, Fault, hold!.Until + Longest, Longest).Pause.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void While_it_lasts_nothing_grows_beyond_it_and_the_reason_says_why()
    {
        var hold = LimitHold.After(null, 5, Fault, Noon, Longest);

        var limited = hold.Apply(Verdict(from: 3, to: 8), Noon);
        (limited.To, limited.Rule, limited.IsChange).ShouldBe((5, ScalingRule.Limit, true));
        limited.Reason.ShouldEndWith("Wanted 8; the project's limit of 10 instances leaves 5.");
        hold.Apply(Verdict(from: 5, to: 8), Noon).IsChange.ShouldBeFalse();
        hold.Apply(Verdict(from: 7, to: 8), Noon).To.ShouldBe(7, "what is above it already is not taken away");
        hold.Apply(Verdict(from: 3, to: 4), Noon).To.ShouldBe(4);
        hold.Apply(Verdict(from: 8, to: 2), Noon).To.ShouldBe(2);
        hold.Apply(Verdict(from: 3, to: 8), hold.Until).To.ShouldBe(8, "then it is tried again");
    }

    private static ScaleVerdict Verdict(int from, int to) => new(new ScaleSample(0, from, [], null), null, new ScaleBounds(to, 20, 5)) { To = to, Rule = ScalingRule.Schedule };
}
