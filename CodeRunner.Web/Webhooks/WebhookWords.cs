using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Webhooks;

namespace CodeRunner.Web.Webhooks;

/// <summary>What the pages say of webhooks, as pure functions of them.</summary>
public static class WebhookWords
{
    /// <summary>"Down and crash loop of 2 deployments".</summary>
    public static string Filter(WebhookResponse webhook)
    {
        var kinds = webhook.Kinds is null ? "Every alert" : string.Join(", ", webhook.Kinds.Select(AlertText.Name));
        return webhook.Deployments is { } some ? $"{kinds}, of {(some.Count == 1 ? "1 deployment" : $"{some.Count} deployments")}" : $"{kinds}, of every deployment";
    }

    /// <summary>What a webhook would hear of once a filter that it has is left empty; null where none is.</summary>
    public static string? Wider(WebhookResponse webhook, int kinds, int deployments)
    {
        var ofAll = webhook.Kinds is { Count: > 0 } && kinds == 0;
        var ofEvery = webhook.Deployments is { Count: > 0 } && deployments == 0;
        if (!ofAll && !ofEvery)
            return null;
        return $"With nothing chosen it hears of {(ofAll ? "every alert" : "its alerts")}{(ofEvery ? ", of all deployments, those to come included" : "")}.";
    }

    public static (string Tone, string Word) State(WebhookResponse webhook) => webhook switch
    {
        { Enabled: false } => ("idle", "off"),
        { LastDelivery: null } => ("idle", "not used yet"),
        { LastDelivery: { } last } => State(last),
    };

    public static (string Tone, string Word) State(WebhookDeliveryResponse delivery) => delivery switch
    {
        { State: WebhookDeliveryState.Delivered } => ("ok", "delivered"),
        { State: WebhookDeliveryState.Failed } => ("bad", "given up"),
        { Attempts: 0 } => ("busy", "queued"),
        { Error: not null } => ("warn", "retrying"),
        _ => ("busy", "on its way"),
    };

    /// <summary>What the last try came to; nothing of one that is asked for once more and was not tried since.</summary>
    public static string? Outcome(WebhookDeliveryResponse delivery) => delivery switch
    {
        { State: WebhookDeliveryState.Pending, Attempts: 0 } => null,
        { Error: { } error } => error,
        { Status: { } status } => $"It answered {status}.",
        _ => null,
    };
}
