using System.Text;
using System.Text.Encodings.Web;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>The dashboard's HTML. Every value goes through <see cref="E"/>.</summary>
internal static class DashboardPages
{
    public static string SignIn() => Page("Sign in", """
        <main class="narrow"><h1>Sign in</h1>
        <p>Open the address with the token that the AppHost printed when it started, or enter the token.</p>
        <form action="/login" method="get"><label for="t">Token</label>
        <input id="t" name="t" type="password" autocomplete="off" required>
        <button class="primary">Sign in</button></form></main>
        """, live: false);

    public static string Enter() => "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=/\">"
        + "<title>Signed in</title><a href=\"/\">Resources</a></html>";

    public static string Overview(IReadOnlyList<ResourceView> views)
    {
        var troubled = views.Count(view => view.Tone == "bad");
        var waiting = views.Count(view => view.Tone == "warn");
        var summary = troubled > 0 ? $"{troubled} need{(troubled == 1 ? "s" : "")} attention" : waiting > 0 ? $"{waiting} on the way" : "All is well";
        var rows = new StringBuilder();
        foreach (var view in views) rows.Append(Row(view));
        return Page("Resources", $"""
            <main><header class="title"><h1>Resources</h1><p id="summary" data-live>{E(summary)}</p></header>
            <table><thead><tr><th>Name</th><th>State</th><th>Addresses</th><th><span class="hidden">Commands</span></th></tr></thead>
            <tbody id="rows" data-live>{rows}</tbody></table></main>
            """);
    }

    public static string Details(ResourceView view) => Page(view.Id, $"""
        <main><p class="back"><a href="/">Resources</a></p>
        <header class="title" id="head" data-live><h1>{E(view.Id)}</h1>{Pill(view)}{Reason(view)}<div class="commands">{Buttons(view)}</div></header>
        <section><h2>Console</h2><div class="bar"><label><input type="checkbox" id="follow" checked> Follow</label><span id="gap" role="status"></span></div>
        <pre id="console" tabindex="0" aria-label="Console output of {E(view.Id)}" data-logs="/resources/{U(view.Id)}/logs"></pre></section>
        <section><h2>Addresses</h2><div id="urls" data-live>{Links(view)}</div></section>
        <section><h2>Facts</h2><dl id="facts" data-live>{Facts(view)}</dl></section>
        <section><h2>Environment</h2><p class="hint">Secret values are masked.</p><dl id="env" data-live>{Variables(view)}</dl></section></main>
        """);

    private static string Row(ResourceView view) => $"""
        <tr class="{view.Tone}"><th scope="row"><a href="/resources/{U(view.Id)}">{E(view.Id)}</a><small>{E(view.Snapshot.ResourceType)}</small></th>
        <td>{Pill(view)}{Reason(view)}</td><td>{Links(view)}</td><td class="commands">{Buttons(view)}</td></tr>
        """;

    private static string Pill(ResourceView view) => $"<span class=\"pill {view.Tone}\">{E(view.Words)}</span>";

    private static string Reason(ResourceView view) => view.Reason is { } reason ? $"<p class=\"reason\">{E(reason)}</p>" : "";

    private static string Links(ResourceView view) => view.Snapshot.Urls.IsEmpty
        ? "<span class=\"none\">none</span>"
        : string.Concat(view.Snapshot.Urls.Select(url => url.Url.StartsWith("http", StringComparison.Ordinal)
            ? $"<a class=\"url\" rel=\"noreferrer\" target=\"_blank\" href=\"{E(url.Url)}\">{E(Shown(url))}</a>"
            : $"<span class=\"url\">{E(Shown(url))}</span>"));

    private static string Shown(UrlSnapshot url) => url.DisplayProperties.DisplayName is { Length: > 0 } name ? name : url.Url;

    private static string Buttons(ResourceView view) => string.Concat(view.Commands
        .Where(command => (command == KnownResourceCommands.StartCommand) == CanStart(view))
        .Select(command => $"<button type=\"button\" data-command=\"/resources/{U(view.Id)}/{command}\" aria-label=\"{command} {E(view.Id)}\">{command}</button>"));

    private static bool CanStart(ResourceView view) =>
        view.State == KnownResourceStates.NotStarted || ResourceNotificationService.HasEnded(view.Snapshot);

    private static string Facts(ResourceView view)
    {
        var facts = new StringBuilder(Pair("Type", view.Snapshot.ResourceType));
        if (view.Snapshot.StartTimeStamp is { } started) facts.Append(Pair("Started", $"{started:yyyy-MM-dd HH:mm:ss} UTC"));
        if (view.Snapshot.StopTimeStamp is { } stopped) facts.Append(Pair("Ended", $"{stopped:yyyy-MM-dd HH:mm:ss} UTC"));
        foreach (var property in view.Snapshot.Properties) facts.Append(Pair(property.Name, property.Value?.ToString()));
        foreach (var report in view.Snapshot.HealthReports) facts.Append(Pair(report.Name, $"{report.Status?.ToString() ?? "not checked yet"} {report.Description}"));
        return facts.ToString();
    }

    private static string Variables(ResourceView view) => view.Snapshot.EnvironmentVariables.IsEmpty
        ? "<dt class=\"none\">not started</dt>"
        : string.Concat(view.Snapshot.EnvironmentVariables.Select(variable => Pair(variable.Name, variable.Value)));

    private static string Pair(string name, string? value) => $"<dt>{E(name)}</dt><dd>{E(value)}</dd>";

    private static string Page(string title, string body, bool live = true) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{E(title)} · CodeRunner</title><link rel="stylesheet" href="/assets/tokens.css"><link rel="stylesheet" href="/assets/dashboard.css">
        {(live ? "<script src=\"/assets/dashboard.js\" defer></script>" : "")}</head>
        <body><header class="top"><a href="/">CodeRunner</a> <span>on this machine</span><span id="live" role="status"></span></header>{body}</body></html>
        """;

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static string U(string text) => Uri.EscapeDataString(text);
}
