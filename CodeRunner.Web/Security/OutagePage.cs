using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace CodeRunner.Web.Security;

/// <summary>
/// Where sessions cannot be read no page of ours can be shown, not even the one that says that something failed. So this says it, without a session, a component or a script.
/// </summary>
public static class OutagePage
{
    private static string Html => $$"""
        <!doctype html>
        <html lang="{{CultureInfo.CurrentUICulture.Name}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5">
        <title>{{Text(T("Redis does not answer"))}} · CodeRunner</title>
        <style>
        :root{color-scheme:dark light;--ink:#06070d;--surface:#0e1220;--line:#232c4d;--text:#e8ecff;--soft:#a9b3d9;--accent:#2de2ff}
        @media (prefers-color-scheme:light){:root{--ink:#eef1fb;--surface:#fff;--line:#d5dbf0;--text:#0c1230;--soft:#3d4872;--accent:#00708c} }
        body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ink);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
        main{max-width:34rem;margin:1rem;padding:2rem;background:var(--surface);border:1px solid var(--line);border-left:3px solid var(--accent)}
        h1{margin:0 0 .5rem;font-size:1.375rem}p{margin:0;color:var(--soft)}code{display:block;margin-bottom:1rem;color:var(--accent)}
        </style></head>
        <body><main role="alert"><code>503</code><h1>{{Text(T("Redis does not answer"))}}</h1>
        <p>{{Text(T("The dashboard keeps its sessions there, so nobody can be signed in at the moment. Apps run on and are reached; you stay signed in once it is back. This page looks again by itself."))}}</p></main></body></html>
        """;

    public static WebApplication UseOutagePage(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception) when (exception is RedisException or RedisTimeoutException && !context.Response.HasStarted)
            {
                await WriteAsync(context);
            }
        });
        return app;
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        (headers.RetryAfter, headers.CacheControl) = ("5", "no-store");
        const int status = StatusCodes.Status503ServiceUnavailable;
        return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Content(Html, "text/html; charset=utf-8", statusCode: status).ExecuteAsync(context)
            : Problems.WriteAsync(context, status, T("Redis does not answer"), T("Sessions cannot be read at the moment; apps run on."));
    }
}
