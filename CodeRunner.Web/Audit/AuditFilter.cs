using System.Globalization;
using CodeRunner.Contracts.Audit;

namespace CodeRunner.Web.Audit;

/// <summary>Which entries are shown. Times are UTC, as the page shows them.</summary>
public sealed record AuditFilter(string? Action, string? Actor, DateTime? From, DateTime? To)
{
    /// <summary>What can be asked for of a project: an action, or all that begin with a word and a dot.</summary>
    public static readonly IReadOnlyList<(string Action, string Name)> OfProjects =
    [
        ("release.", "Releases, all"), ("release.create", "Release made"), ("release.rollback", "Gone back to a release"), ("release.cancel", "Release cancelled"),
        ("deployment.", "Deployments, all"), ("deployment.create", "Deployment made"), ("deployment.change", "Settings of a deployment changed"), ("deployment.start", "Deployment started"),
        ("deployment.stop", "Deployment stopped"), ("deployment.restart", "Deployment restarted"), ("deployment.scale", "Deployment scaled"), ("deployment.delete", "Deployment deleted"),
        ("scaling.", "Scaling, all"), ("scaling.policy.create", "Scaling policy made"), ("scaling.policy.change", "Scaling policy changed"), ("scaling.policy.delete", "Scaling policy deleted"),
        ("scaling.schedule.create", "Schedule made"), ("scaling.schedule.change", "Schedule changed"), ("scaling.schedule.delete", "Schedule deleted"), ("scaling.resume", "Autoscaling resumed"),
        ("loadtest.", "Load tests, all"), ("loadtest.start", "Load test asked for"), ("loadtest.cancel", "Load test cancelled"),
        ("config.", "Configuration, all"), ("config.change", "Configuration changed"), ("config.apply", "Configuration given to what runs"), ("config.export", "Configuration exported"), ("secret.", "Secrets, all"),
        ("secret.reveal", "Secret revealed"), ("secret.inject", "Secrets given to an app"), ("secret.mask", "Secrets read to mask them"),
        ("template.", "Templates, all"), ("template.create", "Template made"), ("template.change", "Template changed"), ("template.delete", "Template deleted"),
        ("project.", "Project, all"), ("project.change", "Project's settings changed"), ("project.delete", "Project deleted"), ("project.pass", "Project counts against another owner"), ("member.", "Members, all"), ("member.set", "Member set"), ("member.remove", "Member removed"),
        ("token.", "API tokens, all"), ("token.create", "API token made"), ("token.rotate", "API token given a new secret"), ("token.revoke", "API token revoked"),
    ];

    /// <summary>As above, of the platform itself.</summary>
    public static readonly IReadOnlyList<(string Action, string Name)> OfThePlatform =
    [
        ("session.", "Sessions, all"), ("session.start", "Sign-in"), ("session.end", "Sign-out"), ("session.lock", "Account locked"), ("session.reuse", "Session ended: its refresh token was used twice"),
        ("account.", "Accounts, all"), ("account.create", "Account made"), ("account.password", "Password set"), ("account.password-reset", "Password reset given out"),
        ("account.second-factor-on", "Second factor on"), ("account.second-factor-off", "Second factor off"), ("account.recovery-codes", "New recovery codes"), ("limits.", "Limits, all"), ("limits.set", "Limits set"), ("limits.clear", "Limits cleared"), ("project.delete", "Project deleted"), ("secret.rotate", "Secrets sealed under another master key"),
    ];

    public bool IsEmpty => this is { Action: null or "", Actor: null or "", From: null, To: null };

    /// <summary>For the API: "&amp;action=…" and so on; empty for all.</summary>
    public string Query => string.Concat(
        Part("action", Action), Part("actor", Actor?.Trim()), Part("from", Text(From)), Part("to", Text(To)));

    public static string Words(AuditEntryResponse entry) => OfProjects.Concat(OfThePlatform).FirstOrDefault(each => each.Action == entry.Action).Name ?? entry.Action;

    public static string Words(AuditVerification verified) => verified switch
    {
        { Valid: true, Entries: 1 } => "The chain holds: 1 entry.",
        { Valid: true } => $"The chain holds: {verified.Entries} entries.",
        _ => $"Entry {verified.FirstBad} was changed, moved or taken out.",
    };

    private static string Part(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string? Text(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
