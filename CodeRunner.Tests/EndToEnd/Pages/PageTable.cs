using System.Text.RegularExpressions;
using CodeRunner.Web;
using CodeRunner.Web.Access;
using CodeRunner.Web.Alerts;
using CodeRunner.Web.Configuration;
using CodeRunner.Web.Costs;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Limiting;
using CodeRunner.Web.LoadTests;
using CodeRunner.Web.Look;
using CodeRunner.Web.Members;
using CodeRunner.Web.Palette;
using CodeRunner.Web.Projects;
using CodeRunner.Web.Releases;
using CodeRunner.Web.Scaling;
using CodeRunner.Web.Templates;
using CodeRunner.Web.Tokens;
using CodeRunner.Web.Webhooks;
using Microsoft.AspNetCore.Components;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>Every page of the dashboard, with every tab and dialog. A new one without a row fails the test that asks for it.</summary>
internal static partial class PageTable
{
    private const string LogUnscripted = "Lines are drawn by JavaScript.";
    private const string ChartsUnscripted = "Charts are drawn by JavaScript.";

    /// <summary>Names in braces are places of the <see cref="World"/>.</summary>
    public static IReadOnlyList<PageRow> Rows { get; } =
    [
        new("login", "/login", "Sign in") { By = Visitor.Nobody },
        new("login-ended", "/login?ended=true", "Your session has ended.") { By = Visitor.Nobody },
        new("login-closed", "/login?ended=closed", "closed your account") { By = Visitor.Nobody },
        new("register", "/register", "Create an account") { By = Visitor.Nobody },
        new("reset-password", "/reset-password", "Set a new password") { By = Visitor.Nobody },
        new("not-found", "/not-found", "There is nothing here") { By = Visitor.Nobody },
        new("error", "/error", "The dashboard failed") { By = Visitor.Nobody },
        new("nothing-there", "/nothing/there", "There is nothing here") { By = Visitor.Nobody, Fails = true },

        new("newcomer-home", "/", "From source to a running app in three steps") { By = Visitor.Newcomer, Dialogs = [new("project-new", "Create a project", typeof(NewProjectDialog))] },
        new("newcomer-projects", "/projects", "Create the first project") { By = Visitor.Newcomer },
        new("newcomer-new", "/new", "First it needs a project") { By = Visitor.Newcomer },
        new("newcomer-account", "/account", "Recent sign-ins") { By = Visitor.Newcomer },
        new("newcomer-system", "/system", "operator") { By = Visitor.Newcomer },

        new("home", "/", "Needs you") { Dialogs = [new("palette", "Commands", typeof(PaletteDialog))] },
        new("projects", "/projects", "2 projects"),
        new("new", "/new?project={shop}", "New deployment"),
        new("account", "/account", "Limits of your projects") { Dialogs = [new("sessions-end", "End all others", typeof(ConfirmDialog))] },

        new("project", "/projects/{shop}", "storefront")
        {
            Dialogs = [new("project-settings", "Settings", typeof(ProjectSettingsDialog)), new("project-delete", "Delete project", typeof(ConfirmNameDialog))],
        },
        new("project-staging", "/projects/{shop}?env=staging", "Nothing runs in staging yet"),
        new("configuration", "/projects/{shop}/configuration?env=production", "DATABASE_URL")
        {
            Dialogs =
            [
                new("variable-new", "Add", typeof(VariableDialog)), new("variable-edit", "Edit DATABASE_URL", typeof(VariableDialog)), new("variables-import", "Paste .env", typeof(ImportDialog)),
                new("variables-export", "Export", typeof(ExportDialog)), new("template-apply", "From a template", typeof(ApplyTemplateDialog)),
            ],
        },
        new("configuration-compare", "/projects/{shop}/configuration?env=compare", "LOG_LEVEL"),
        new("templates", "/projects/{shop}/templates", "Payments")
        {
            Dialogs = [new("template-edit", "Change Payments", typeof(TemplateDialog)), new("template-json", "Show Payments as JSON", typeof(TemplateJsonDialog))],
        },
        new("cost", "/projects/{shop}/cost", "By deployment") { Dialogs = [new("cost-settings", "Prices and budget", typeof(CostSettingsDialog))] },
        new("members", "/projects/{shop}/members", "Bob the Builder") { Dialogs = [new("member-new", "Add a member", typeof(MemberDialog)), new("member-edit", "Change Bob the Builder", typeof(MemberDialog))] },
        new("audit", "/projects/{shop}/audit", "Member"),
        new("webhooks", "/projects/{shop}/webhooks", "Send a test") { Dialogs = [new("webhook-new", "New webhook", typeof(WebhookDialog))] },
        new("tokens", "/projects/{shop}/tokens", "Deploys from CI")
        {
            Dialogs = [new("token-new", "New token", typeof(TokenDialog)), new("token-rotate", "New secret for Deploys from CI", typeof(RotateDialog))],
        },

        new("empty-project", "/projects/{bare}", "Nothing is deployed yet"),
        new("empty-configuration", "/projects/{bare}/configuration", "No variables yet"),
        new("empty-templates", "/projects/{bare}/templates", "Make the first template"),
        new("empty-cost", "/projects/{bare}/cost", "Nothing has cost anything yet"),
        new("empty-members", "/projects/{bare}/members", "Members"),
        new("empty-webhooks", "/projects/{bare}/webhooks", "Nobody is told yet"),
        new("empty-tokens", "/projects/{bare}/tokens", "No machine has a token yet"),

        new("deployment", "/deployments/{storefront}", "listens on port")
        {
            ShowsUnscripted = LogUnscripted,
            Dialogs = [new("scale", "Scale", typeof(ScaleDialog)), new("deployment-delete", "Delete", typeof(ConfirmNameDialog)), new("roll-back", "Roll back", typeof(RollBackDialog))],
        },
        new("deployment-logs", "/deployments/{storefront}/logs", "listens on port") { ShowsUnscripted = LogUnscripted },
        new("deployment-metrics", "/deployments/{storefront}/metrics", "Memory") { ShowsUnscripted = ChartsUnscripted },
        new("deployment-releases", "/deployments/{storefront}/releases", "serving"),
        new("deployment-scaling", "/deployments/{storefront}/scaling", "182 requests/s")
        {
            Dialogs = [new("policy-new", "Add a policy", typeof(ScalingPolicyDialog)), new("schedule-new", "Add a schedule", typeof(ScalingScheduleDialog))],
        },
        new("deployment-optimize", "/deployments/{storefront}/optimize", "Side by side") { Dialogs = [new("load-test", "Run a load test", typeof(LoadTestDialog))] },
        new("deployment-alerts", "/deployments/{storefront}/alerts", "No healthy instance") { Dialogs = [new("alert-rule", "Add a rule", typeof(AlertRuleDialog))] },
        new("deployment-configuration", "/deployments/{storefront}/configuration", "FEATURE_FLAGS"),
        new("deployment-settings", "/deployments/{storefront}/settings", "shop.example.org"),
        new("deployment-deploy", "/deployments/{storefront}/deploy", "New release"),

        new("failing", "/deployments/{worker}", "failed"),
        new("failing-logs", "/deployments/{worker}/logs", "ECONNREFUSED") { ShowsUnscripted = LogUnscripted },
        new("failing-releases", "/deployments/{worker}/releases", "failed"),
        new("failing-alerts", "/deployments/{worker}/alerts", "Rules"),

        new("created", "/deployments/{created}", "No release yet"),
        new("created-logs", "/deployments/{created}/logs", "Nothing was logged yet") { ShowsUnscripted = LogUnscripted },
        new("created-metrics", "/deployments/{created}/metrics", "Nothing was measured in this time") { ShowsUnscripted = ChartsUnscripted },
        new("created-releases", "/deployments/{created}/releases", "Releases"),
        new("created-scaling", "/deployments/{created}/scaling", "It does not scale by itself"),
        new("created-optimize", "/deployments/{created}/optimize", "How much can it take?"),
        new("created-alerts", "/deployments/{created}/alerts", "Nothing fires."),
        new("created-configuration", "/deployments/{created}/configuration", "No variables yet"),
        new("created-settings", "/deployments/{created}/settings", "Settings"),

        new("system", "/system", "bubblewrap") { Dialogs = [new("machine-drain", "Drain europe-west-2", typeof(ConfirmDialog)), new("machine-activate", "Activate europe-west-3", typeof(ConfirmDialog))] },
        new("system-accounts", "/system/accounts", "End sessions")
        {
            Dialogs =
            [
                new("account-close", "Close user-", typeof(ConfirmNameDialog)), new("account-sessions", "End sessions of", typeof(ConfirmDialog)),
                new("password-reset", "Reset password of", typeof(ResetPasswordDialog)),
            ],
        },
        new("system-limits", "/system/limits", "Users") { Dialogs = [new("limits", "Set limits of", typeof(LimitsDialog))] },
        new("system-audit", "/system/audit", "Verify"),
        new("system-components", "/system/components", "Every piece that the pages are made of")
        {
            Dialogs = [new("components-ask", "Ask before it is done", typeof(ConfirmDialog)), new("components-name", "Ask for its name", typeof(ConfirmNameDialog))],
        },
        new("newcomer-components", "/system/components", "There is nothing here") { By = Visitor.Newcomer, Fails = true },
    ];

    /// <summary>What a router may lead to, one address each: a parameter that is one of several words is spelled out.</summary>
    public static IEnumerable<string> Routes() =>
        from type in typeof(IWebMarker).Assembly.GetTypes()
        from RouteAttribute route in type.GetCustomAttributes(typeof(RouteAttribute), inherit: false)
        from address in Spell(route.Template)
        select address;

    /// <summary>Components that are drawn as dialogs are named so.</summary>
    public static IEnumerable<Type> Dialogs() =>
        typeof(IWebMarker).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ComponentBase)) && type.Name.EndsWith("Dialog", StringComparison.Ordinal));

    public static bool Covers(this PageRow row, string route) =>
        Regex.IsMatch(row.Path.Split('?')[0], "^" + Parameter().Replace(Regex.Escape(route).Replace(@"\{", "{"), "[^/]+") + "$");

    private static IEnumerable<string> Spell(string template) => Choice().Match(template) is { Success: true } choice
        ? choice.Groups[1].Value.Split('|').Select(word => template.Replace(choice.Value, word))
        : [template];

    [GeneratedRegex(@"\{\w+:regex\(\^\(([^)]*)\)\$\)\}")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\{[^}/]*\}")]
    private static partial Regex Parameter();
}
