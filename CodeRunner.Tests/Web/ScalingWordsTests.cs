using CodeRunner.Contracts.Scaling;
using CodeRunner.Web.Scaling;

namespace CodeRunner.Tests.Web;

public sealed class ScalingWordsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly ScalingPolicyResponse Policy = new(Guid.NewGuid(), Guid.NewGuid(), ScalingTrigger.Requests, null, null, null, 60, 1, 8, true, Noon, Noon);
    private static readonly ScalingPolicyResponse Down = Policy with { Trigger = ScalingTrigger.Cpu, Target = null, Threshold = 30, Action = ScalingAction.ScaleDown, Cooldown = 120 };
    private static readonly ScalingScheduleResponse Schedule = new(Guid.NewGuid(), Guid.NewGuid(), "0 8 * * 1-5", "Europe/Berlin", 600, 1, true, false, Noon);
    private static readonly DeploymentScaling Suspended = new(false, Noon, "Ada", 1, 8);

    [Fact]
    public void A_policy_says_what_it_does()
    {
        ScalingWords.Title(Policy).ShouldBe("Requests at 60/s");
        ScalingWords.Sentence(Policy).ShouldBe("As many instances as keep each at 60 requests/s; 1 to 8 instances.");
        ScalingWords.Sentence(Policy with { Trigger = ScalingTrigger.Memory, Target = 75.5, MinInstances = 2, MaxInstances = 2 })
            .ShouldBe("As many instances as keep each at 75.5 % of its memory limit; always 2 instances.");
        ScalingWords.Title(Down).ShouldBe("CPU below 30 %: fewer instances");
        ScalingWords.Sentence(Down).ShouldBe("Fewer instances below 30 % of its CPU limit in each, 2 minutes apart; 1 to 8 instances.");
    }

    [Fact]
    public void A_policy_and_a_schedule_show_how_they_are()
    {
        ScalingWords.State(true, null).Word.ShouldBe("on");
        ScalingWords.State(true, Suspended).Word.ShouldBe("suspended");
        ScalingWords.State(false, Suspended).Word.ShouldBe("paused");
        ScalingWords.State(Schedule, null).Word.ShouldBe("waits");
        ScalingWords.State(Schedule with { Active = true }, null).Word.ShouldBe("now");
        ScalingWords.Title(Schedule).ShouldBe("At least 1 instance for 10 hours");
        ScalingWords.Next(Schedule).ShouldBe("next Sun 29 Nov, 12:00 UTC");
    }

    [Fact]
    public void A_draft_begins_with_a_target_and_what_is_usual_and_comes_back_as_it_was()
    {
        new ScalingPolicyDraft().ToRequest().ShouldBe(new ScalingPolicyRequest(ScalingTrigger.Requests, Target: 50, MinInstances: 1, MaxInstances: 5, Enabled: true));
        var draft = new ScalingPolicyDraft { Value = 12, Trigger = ScalingTrigger.Cpu, Form = PolicyForm.Down };
        draft.ToRequest().ShouldBe(new ScalingPolicyRequest(ScalingTrigger.Cpu, 30, ScalingAction.ScaleDown, 60, null, 1, 5, true));
        draft.ValueField.ShouldBe("threshold");

        foreach (var policy in (ScalingPolicyResponse[])[Policy, Down, Down with { Action = ScalingAction.ScaleUp, Threshold = 80, Enabled = false }])
            ScalingPolicyDraft.Of(policy).ToRequest().ShouldBe(ScalingWords.Request(policy));
        ScalingScheduleDraft.Of(Schedule with { DurationMinutes = 77 }).Choices.ShouldContain(77);
        ScalingScheduleDraft.Of(Schedule).ToRequest().ShouldBe(ScalingWords.Request(Schedule));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(40, "for 40 s")]
    [InlineData(7380, "for 2 h 3 min")]
    public void A_decision_says_how_long_it_held(int seconds, string? words) => ScalingWords.Lasted(
        new ScalingDecisionResponse(1, Noon, Noon.AddSeconds(seconds), 1, 1, ScalingRule.Requests, "So it is.", new Dictionary<string, double>(), null)).ShouldBe(words);
}
