using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Webhooks;

/// <summary>The body of a delivery. <see cref="Type"/>: "alert.fired", "alert.resolved" or "test".</summary>
public sealed record WebhookMessage(string Type, DateTimeOffset Timestamp, WebhookMessage.Content Data)
{
    public const string Fired = "alert.fired";
    public const string Resolved = "alert.resolved";
    public const string Test = "test";

    /// <summary>A test has neither a deployment nor an alert; a project's budget has no deployment.</summary>
    public sealed record Content(Guid ProjectId, About? Deployment, AlertResponse? Alert);

    public sealed record About(Guid Id, string Name, string Slug, EnvironmentName Environment);
}
