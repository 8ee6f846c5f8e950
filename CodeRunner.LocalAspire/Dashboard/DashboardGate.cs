using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>
/// Lets in who knows the token. Everything that runs on this machine can reach the port, a web page in the browser included:
/// hence the host and origin checks beside the cookie.
/// </summary>
internal sealed class DashboardGate(string token)
{
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);
    private readonly string _session = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "dashboard session"u8));

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        Protect(http.Response.Headers);
        if (!IsOurs(http.Request.Host.Host)) await RefuseAsync(http, StatusCodes.Status400BadRequest, "Not an address of this dashboard.");
        else if (IsOpen(http.Request.Path) || IsKnown(http)) await PassAsync(http, next);
        else await RefuseAsync(http, StatusCodes.Status401Unauthorized, DashboardPages.SignIn());
    }

    public IResult Login(HttpContext http)
    {
        var given = Encoding.UTF8.GetBytes(http.Request.Query["t"].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, _token))
            return Results.Content(DashboardPages.SignIn(), "text/html; charset=utf-8", statusCode: StatusCodes.Status401Unauthorized);
        http.Response.Cookies.Append(CookieName(http), _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        // A page, not a redirect: a browser that comes from elsewhere would not send a strict cookie along.
        return Results.Content(DashboardPages.Enter(), "text/html; charset=utf-8");
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }

    private static async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsGet(http.Request.Method) || http.Request.Headers.Origin == $"http://{http.Request.Host}") await next(http);
        else await RefuseAsync(http, StatusCodes.Status403Forbidden, "The request comes from another page.");
    }

    // Cookies do not know ports: the name does, so that two dashboards on one machine keep apart.
    private static string CookieName(HttpContext http) => $"localaspire-{http.Request.Host.Port}";

    private static bool IsOurs(string host) => host is "localhost" or "127.0.0.1" or "::1" or "[::1]";

    private static bool IsOpen(PathString path) => path == "/login" || path.StartsWithSegments("/assets");

    private bool IsKnown(HttpContext http) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(http.Request.Cookies[CookieName(http)] ?? ""), Encoding.UTF8.GetBytes(_session));

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = text.StartsWith('<') ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text);
    }
}
