using System.Globalization;
using CodeRunner.Contracts.Audit;

namespace CodeRunner.Web.Audit;

/// <summary>Which entries are shown. Times are UTC, as the page shows them.</summary>
public sealed record AuditFilter(string? Action, string? Actor, DateTime? From, DateTime? To)
{
    /// <summary>What can be asked for of a project: an action, or all that begin with a word and a dot.</summary>
    public static IReadOnlyList<(string Action, string Name)> OfProjects =>
    [
        ("release.", T("Releases, all")), ("release.create", T("Release made")), ("release.rollback", T("Gone back to a release")), ("release.cancel", T("Release cancelled")),
        ("deployment.", T("Deployments, all")), ("deployment.create", T("Deployment made")), ("deployment.change", T("Settings of a deployment changed")), ("deployment.start", T("Deployment started")),
        ("deployment.stop", T("Deployment stopped")), ("deployment.restart", T("Deployment restarted")), ("deployment.scale", T("Deployment scaled")), ("deployment.delete", T("Deployment deleted")),
        ("scaling.", T("Scaling, all")), ("scaling.policy.create", T("Scaling policy made")), ("scaling.policy.change", T("Scaling policy changed")), ("scaling.policy.delete", T("Scaling policy deleted")),
        ("scaling.schedule.create", T("Schedule made")), ("scaling.schedule.change", T("Schedule changed")), ("scaling.schedule.delete", T("Schedule deleted")), ("scaling.resume", T("Autoscaling resumed")),
        ("loadtest.", T("Load tests, all")), ("loadtest.start", T("Load test asked for")), ("loadtest.cancel", T("Load test cancelled")),
        ("config.", T("Configuration, all")), ("config.change", T("Configuration changed")), ("config.apply", T("Configuration given to what runs")), ("config.export", T("Configuration exported")),
        ("secret.", T("Secrets, all")), ("secret.reveal", T("Secret revealed")), ("secret.inject", T("Secrets given to an app")), ("secret.mask", T("Secrets read to mask them")),
        ("template.", T("Templates, all")), ("template.create", T("Template made")), ("template.change", T("Template changed")), ("template.delete", T("Template deleted")),
        ("project.", T("Project, all")), ("project.change", T("Project's settings changed")), ("project.delete", T("Project deleted")), ("project.pass", T("Project counts against another owner")),
        ("member.", T("Members, all")), ("member.set", T("Member set")), ("member.remove", T("Member removed")),
        ("token.", T("API tokens, all")), ("token.create", T("API token made")), ("token.rotate", T("API token given a new secret")), ("token.revoke", T("API token revoked")),
    ];

    /// <summary>As above, of the platform itself.</summary>
    public static IReadOnlyList<(string Action, string Name)> OfThePlatform =>
    [
        ("session.", T("Sessions, all")), ("session.start", T("Sign-in")), ("session.end", T("Sign-out")), ("session.lock", T("Account locked")), ("session.reuse", T("Session ended: its refresh token was used twice")),
        ("account.", T("Accounts, all")), ("account.create", T("Account made")), ("account.password", T("Password set")), ("account.password-reset", T("Password reset given out")),
        ("account.second-factor-on", T("Second factor on")), ("account.second-factor-off", T("Second factor off")), ("account.recovery-codes", T("New recovery codes")),
        ("limits.", T("Limits, all")), ("limits.set", T("Limits set")), ("limits.clear", T("Limits cleared")), ("machine.", T("Machines, all")), ("machine.drain", T("Machine drained")), ("machine.activate", T("Machine activated")),
        ("project.delete", T("Project deleted")), ("secret.rotate", T("Secrets sealed under another master key")),
    ];

    public bool IsEmpty => this is { Action: null or "", Actor: null or "", From: null, To: null };

    /// <summary>For the API: "&amp;action=…" and so on; empty for all.</summary>
    public string Query => string.Concat(
        Part("action", Action), Part("actor", Actor?.Trim()), Part("from", Text(From)), Part("to", Text(To)));

    public static string Words(AuditEntryResponse entry) => OfProjects.Concat(OfThePlatform).FirstOrDefault(each => each.Action == entry.Action).Name ?? entry.Action;

    public static string Words(AuditVerification verified) => verified switch
    {
        { Valid: true, Entries: 1 } => T("The chain holds: {0} entry.", 1),
        { Valid: true } => T("The chain holds: {0} entries.", verified.Entries),
        _ => T("Entry {0} was changed, moved or taken out.", verified.FirstBad),
    };

    public static string Word(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Done => T("done"),
        AuditOutcome.Denied => T("denied"),
        _ => T("failed"),
    };

    private static string Part(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string? Text(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
