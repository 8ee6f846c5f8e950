using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Web.Alerts;
using CodeRunner.Web.Webhooks;

namespace CodeRunner.Tests.Web;

public sealed class AlertWordsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertRuleResponse Rule = new(Guid.NewGuid(), Guid.NewGuid(), null, AlertKind.Cpu, 90, 300, true, Noon, null, null);
    private static readonly WebhookDeliveryResponse Sent = new(Guid.NewGuid(), "test", null, WebhookDeliveryState.Delivered, 1, 204, null, 12, Noon, Noon, null);
    private static readonly WebhookResponse Hook = new(Guid.NewGuid(), Guid.NewGuid(), "https://hooks.example.org/", null, null, true, Noon, null);

    [Fact]
    public void A_rule_shows_how_it_is()
    {
        AlertWords.State(Rule).Word.ShouldBe("quiet");
        AlertWords.State(Rule with { PendingSince = Noon }).Word.ShouldBe("pending");
        AlertWords.State(Rule with { AlertId = Guid.NewGuid() }).Word.ShouldBe("firing");
        AlertWords.State(Rule with { Enabled = false }).Word.ShouldBe("off");
    }

    [Fact]
    public void A_rule_is_said_as_in_alerts_and_webhooks()
    {
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            AlertWords.Name(kind).ShouldBe(AlertText.Name(kind));
            foreach (var (threshold, seconds) in ((double?, int)[])[(null, 0), (1, 1), (2.5, 60), (3, 90), (90, 300), (1000, 3600), (5, 7200)])
                AlertWords.Sentence(kind, threshold, seconds).ShouldBe(AlertText.Of(kind, threshold, seconds) + ".");
        }
    }

    [Fact]
    public void A_draft_of_another_kind_begins_with_what_is_usual_for_it_and_a_rule_with_its_own()
    {
        var draft = new AlertRuleDraft { Threshold = 12, Kind = AlertKind.P95 };
        draft.ToRequest().ShouldBe(new AlertRuleRequest(AlertKind.P95, 1000, 300, true));
        draft.Kind = AlertKind.Down;
        draft.ToRequest().ShouldBe(new AlertRuleRequest(AlertKind.Down, null, 60, true));

        var of = AlertRuleDraft.Of(Rule with { For = 77, Name = "Hot" });
        of.ToRequest().ShouldBe(new AlertRuleRequest(AlertKind.Cpu, 90, 77, true, "Hot"));
        of.Choices.ShouldContain(77);
    }

    [Theory]
    [InlineData(0, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(3599, "59 min")]
    [InlineData(7380, "2 h 3 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void An_alert_says_how_long_it_lasted(int seconds, string words) => AlertWords.Lasted(
        new AlertResponse(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), AlertKind.Down, AlertState.Resolved, Noon, Noon.AddSeconds(seconds), null, null, "", null, null, null))
        .ShouldBe(words);

    [Fact]
    public void A_filter_that_becomes_empty_is_said_to_mean_all()
    {
        var some = Hook with { Kinds = [AlertKind.Down], Deployments = [Guid.NewGuid()] };

        WebhookWords.Wider(some, 1, 1).ShouldBeNull();
        WebhookWords.Wider(Hook, 0, 0).ShouldBeNull("it had none");
        WebhookWords.Wider(some, 0, 1).ShouldBe("With nothing chosen it hears of every alert.");
        WebhookWords.Wider(some, 1, 0).ShouldBe("With nothing chosen it hears of its alerts, of all deployments, those to come included.");
    }

    [Fact]
    public void A_webhook_shows_what_it_hears_of_and_how_the_last_message_went()
    {
        WebhookWords.Filter(Hook).ShouldBe("Every alert, of every deployment");
        WebhookWords.Filter(Hook with { Kinds = [AlertKind.Down, AlertKind.ErrorRate], Deployments = [Guid.NewGuid()] }).ShouldBe("Down, Error rate, of 1 deployment");
        WebhookWords.State(Hook).Word.ShouldBe("not used yet");
        WebhookWords.State(Hook with { LastDelivery = Sent }).Word.ShouldBe("delivered");
        WebhookWords.State(Sent with { State = WebhookDeliveryState.Pending, Error = "It answered 500." }).Word.ShouldBe("retrying");
        WebhookWords.State(Sent with { State = WebhookDeliveryState.Pending, Status = null }).Word.ShouldBe("on its way");
        WebhookWords.State(Sent with { State = WebhookDeliveryState.Pending, Attempts = 0, Error = "It answered 500." }).Word.ShouldBe("queued");
        WebhookWords.State(Sent with { State = WebhookDeliveryState.Failed }).Word.ShouldBe("given up");
        WebhookWords.Outcome(Sent).ShouldBe("It answered 204.");
    }
}
