using System.Text.Encodings.Web;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Worker.Ingress.Choosing;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Worker.Ingress;

/// <summary>What the platform answers in an app's place. It names states and reason codes, and never what an app wrote: anybody may read it.</summary>
internal sealed record IngressPage(int Status, string Title, string Text, string? Code = null, int? RetryAfter = null)
{
    public static IngressPage NotFound(string? host, string domain) => new(
        StatusCodes.Status404NotFound,
        "No app answers to this name",
        $"Nothing is deployed at “{Shorten(host)}”. An app answers at http://<its slug>.{domain}, with the port of this page; its deployment's page shows its URL.",
        "unknown_host");

    public static IngressPage NotServing(Route route) => route.State switch
    {
        DeploymentState.Created => Wait("This app has no release yet", "It answers here as soon as its first release serves.", "created", null),
        DeploymentState.Building => Wait("This app is being built", "This page looks again by itself.", "building", 3),
        DeploymentState.Starting => Wait("This app is starting", "This page looks again by itself.", "starting", 2),
        DeploymentState.Sleeping when !route.IsAsleep => Wait(
            "This app can't wake now", "It sleeps, and the limits of its project or of its project's owner leave no room for it. This page looks again by itself.", WakeUp.LimitReached, 10),
        DeploymentState.Sleeping => Wait("This app is asleep", "The next request wakes it.", "sleeping", 1),
        DeploymentState.Stopping or DeploymentState.Stopped => Wait("This app is stopped", "A member of its project can start it again.", "stopped", null),
        DeploymentState.Deleting => Wait("This app is being deleted", "It does not come back.", "deleting", null),
        _ => Wait("This app is not healthy", "The platform tries to start it again. Members of its project find the reason on its page.", route.ReasonCode ?? "failing", 10),
    };

    public static IngressPage Busy { get; } = Wait(
        "This app has too much to do", "As many requests are on their way to it as it lets in at once. Try again in a moment.", "busy", 1);

    /// <summary>Instead of a place among those that wait.</summary>
    public static IngressPage Crowded { get; } = Wait(
        "This app is waking up", "As many requests wait for it as may. This page looks again by itself.", "waking", 2);

    /// <summary>At the end of the wait.</summary>
    public static IngressPage NotAwake { get; } = Wait(
        "This app did not wake in time", "It was asleep, and its start takes longer than a request may wait. This page looks again by itself.", "not_awake", 5);

    public static IngressPage TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "The request is too large", "Its body is larger than this app lets in.", "too_large");

    public static IngressPage Failed(SendOutcome outcome, int status) => (outcome, status) switch
    {
        (_, StatusCodes.Status413PayloadTooLarge) => TooLarge,
        (_, StatusCodes.Status408RequestTimeout) => new(status, "The request came too slowly", "Its body stopped on the way.", "too_slow"),
        (_, StatusCodes.Status400BadRequest) => new(status, "The request is broken", "Its body did not arrive as its headers say.", "bad_request"),
        (SendOutcome.TimedOut, _) => new(StatusCodes.Status504GatewayTimeout, "The app did not answer in time", "It took the request, but no answer began.", "timeout"),
        _ => new(StatusCodes.Status502BadGateway, "The app did not answer", "It broke the connection or does not accept one. It may be restarting: try again in a moment.", "bad_gateway"),
    };

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true))
            await WriteHtmlAsync(response, context.RequestAborted);
        else
            await WriteProblemAsync(response, context.RequestAborted);
    }

    private static IngressPage Wait(string title, string text, string code, int? retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, title, text, code, retryAfter);

    private static string Shorten(string? host) => host is null ? "" : host.Length <= 100 ? host : host[..100] + "…";

    private async Task WriteProblemAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var problem = new ProblemDetails { Status = Status, Title = Title, Detail = Text, Extensions = { ["code"] = Code } };
        response.ContentType = "application/problem+json";
        await response.WriteAsync(JsonSerializer.Serialize(problem, JsonSerializerOptions.Web), cancellationToken);
    }

    private async Task WriteHtmlAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
        var encode = HtmlEncoder.Default;
        var refresh = RetryAfter is { } seconds ? $"<meta http-equiv=\"refresh\" content=\"{seconds}\">" : "";
        await response.WriteAsync(
            $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{{refresh}}
            <title>{{encode.Encode(Title)}}</title>
            <style>
            :root{color-scheme:dark light;--ink:#06070d;--surface:#0e1220;--line:#232c4d;--text:#e8ecff;--soft:#a9b3d9;--accent:#2de2ff}
            @media (prefers-color-scheme:light){:root{--ink:#eef1fb;--surface:#fff;--line:#d5dbf0;--text:#0c1230;--soft:#3d4872;--accent:#00708c} }
            body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ink);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:34rem;margin:1rem;padding:2rem;background:var(--surface);border:1px solid var(--line);border-left:3px solid var(--accent);
            clip-path:polygon(0 0,calc(100% - 12px) 0,100% 12px,100% 100%,12px 100%,0 calc(100% - 12px))}
            h1{margin:0 0 .5rem;font-size:1.375rem}
            p{margin:0;color:var(--soft);overflow-wrap:anywhere}
            code{display:block;margin-bottom:1rem;color:var(--accent);font:.8125rem ui-monospace,Menlo,monospace}
            </style></head>
            <body><main><code>{{Status}} · {{encode.Encode(Code ?? "")}}</code><h1>{{encode.Encode(Title)}}</h1><p>{{encode.Encode(Text)}}</p></main></body></html>
            """,
            cancellationToken);
    }
}
