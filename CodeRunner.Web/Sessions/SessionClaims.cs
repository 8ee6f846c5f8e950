using System.Security.Claims;
using System.Security.Cryptography;
using CodeRunner.Contracts.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;

namespace CodeRunner.Web.Sessions;

/// <summary>What a signed-in principal carries.</summary>
internal static class SessionClaims
{
    private const string Session = "session";
    private const string Operator = "operator";

    public static string NewSessionId() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public static ClaimsPrincipal Principal(UserResponse user, string session) => new(new ClaimsIdentity(
        [
            new Claim(Session, session),
            new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new Claim(ClaimTypes.Email, user.Email),
            new Claim(ClaimTypes.Name, user.DisplayName),
            new Claim(Operator, user.Operator is true ? "true" : "false"),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    public static string? SessionId(this ClaimsPrincipal principal) => principal.FindFirstValue(Session);

    public static string? Id(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.NameIdentifier);

    public static string Email(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.Email) ?? "";

    public static string DisplayName(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.Name) ?? "";

    public static bool IsOperator(this ClaimsPrincipal principal) => principal.HasClaim(Operator, "true");
}
