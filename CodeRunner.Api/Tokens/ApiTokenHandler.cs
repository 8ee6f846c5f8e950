using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Contracts;
using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CodeRunner.Api.Tokens;

/// <summary>Lets API tokens in: from the Authorization header only, as their maker, with their scope as a claim.</summary>
internal sealed class ApiTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiToken";

    private const string Bearer = "Bearer ";

    /// <summary>Whether the request's bearer token is meant to be one of these, well-formed or not.</summary>
    public static bool IsFor(HttpRequest request) => Read(request).StartsWith(ApiTokenText.Prefix, StringComparison.Ordinal);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (await tokens.FindAsync(Read(Request), Context.RequestAborted) is not { } found)
            return AuthenticateResult.Fail("The API token does not count, or does not count any more.");
        var identity = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, found.MadeBy.ToString()),
                new Claim(JwtRegisteredClaimNames.Exp, found.EndsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new Claim(Caller.TokenClaim, JsonSerializer.Serialize(found.Scope, Wire.Json)),
            ],
            SchemeName, JwtRegisteredClaimNames.Sub, roleType: null);
        // The hub closes its connections when the ticket ends.
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = found.EndsAt }, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer.TrimEnd();
        return base.HandleChallengeAsync(properties);
    }

    private static string Read(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";
}
