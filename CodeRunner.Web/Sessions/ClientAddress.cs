using System.Security.Claims;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Where a person's requests come from, for the API's audit log and limits. It is laid beside who they are, because a page's circuit outlives the request that began it
/// and knows nothing else of it.
/// </summary>
internal static class ClientAddress
{
    public const string Header = "X-Forwarded-For";

    private const string Kind = "address";

    public static string? Of(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    public static string? Address(this ClaimsPrincipal principal) => principal.FindFirstValue(Kind);

    /// <summary>After authentication. The session that is kept stays without it: a person may come from elsewhere next time.</summary>
    public static void UseClientAddress(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.User.Identity is { IsAuthenticated: true } && Of(context) is { } address)
            context.User = new ClaimsPrincipal([.. context.User.Identities, new ClaimsIdentity([new Claim(Kind, address)])]);
        return next(context);
    });
}
