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
        { Error: not null } => ("warn", "retrying"),
        _ => ("busy", "on its way"),
    };

    /// <summary>What the last try came to.</summary>
    public static string? Outcome(WebhookDeliveryResponse delivery) => delivery switch
    {
        { Error: { } error } => error,
        { Status: { } status } => $"It answered {status}.",
        _ => null,
    };
}
