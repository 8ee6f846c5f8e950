using CodeRunner.Contracts.Webhooks;
using CodeRunner.Web.Alerts;

namespace CodeRunner.Web.Webhooks;

/// <summary>What the pages say of webhooks, as pure functions of them.</summary>
public static class WebhookWords
{
    /// <summary>"Down and crash loop of 2 deployments".</summary>
    public static string Filter(WebhookResponse webhook)
    {
        var kinds = webhook.Kinds is null ? T("Every alert") : string.Join(", ", webhook.Kinds.Select(AlertWords.Name));
        return webhook.Deployments switch
        {
            null => T("{0}, of every deployment", kinds),
            { Count: 1 } => T("{0}, of {1} deployment", kinds, 1),
            var some => T("{0}, of {1} deployments", kinds, some.Count),
        };
    }

    /// <summary>What a webhook would hear of once a filter that it has is left empty; null where none is.</summary>
    public static string? Wider(WebhookResponse webhook, int kinds, int deployments)
    {
        var ofAll = webhook.Kinds is { Count: > 0 } && kinds == 0;
        var ofEvery = webhook.Deployments is { Count: > 0 } && deployments == 0;
        return (ofAll, ofEvery) switch
        {
            (true, true) => T("With nothing chosen it hears of every alert, of all deployments, those to come included."),
            (true, false) => T("With nothing chosen it hears of every alert."),
            (false, true) => T("With nothing chosen it hears of its alerts, of all deployments, those to come included."),
            _ => null,
        };
    }

    public static (string Tone, string Word) State(WebhookResponse webhook) => webhook switch
    {
        { Enabled: false } => ("idle", T("off")),
        { LastDelivery: null } => ("idle", T("not used yet")),
        { LastDelivery: { } last } => State(last),
    };

    public static (string Tone, string Word) State(WebhookDeliveryResponse delivery) => delivery switch
    {
        { State: WebhookDeliveryState.Delivered } => ("ok", T("delivered")),
        { State: WebhookDeliveryState.Failed } => ("bad", T("given up")),
        { Attempts: 0 } => ("busy", T("queued")),
        { Error: not null } => ("warn", T("retrying")),
        _ => ("busy", T("on its way")),
    };

    /// <summary>What the last try came to; nothing of one that is asked for once more and was not tried since.</summary>
    public static string? Outcome(WebhookDeliveryResponse delivery) => delivery switch
    {
        { State: WebhookDeliveryState.Pending, Attempts: 0 } => null,
        { Error: { } error } => error,
        { Status: { } status } => T("It answered {0}.", status),
        _ => null,
    };
}
