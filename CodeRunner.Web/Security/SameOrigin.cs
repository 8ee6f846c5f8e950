using Microsoft.AspNetCore.Http.Features;

namespace CodeRunner.Web.Security;

/// <summary>
/// Refuses what another site makes a browser send. The apps that people deploy are served from sibling host names, which SameSite cookies take for the same
/// site, so the origin itself is compared: on every method that changes something, and on every WebSocket.
/// </summary>
public static class SameOrigin
{
    public static WebApplication UseSameOriginOnly(this WebApplication app)
    {
        app.Use((context, next) => NeedsCheck(context) && !IsOwn(context.Request)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, T("This request came from another site."), T("Open the dashboard itself and try again."))
            : next(context));
        return app;
    }

    /// <summary>True when the browser says that our own page sent the request; a request that does not say where it is from is not ours.</summary>
    internal static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site != "same-origin")
            return false;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return site == "same-origin";
        return Uri.TryCreate(origin, UriKind.Absolute, out var from) && SameHost(from, request.Host);
    }

    // The scheme is left out: behind a proxy that ends TLS the browser says https where we see http.
    private static bool SameHost(Uri origin, HostString host) =>
        host.HasValue
        && string.Equals(origin.IdnHost, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);

    private static bool NeedsCheck(HttpContext context)
    {
        var method = context.Request.Method;
        var safe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        return !safe || IsWebSocket(context);
    }

    private static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
