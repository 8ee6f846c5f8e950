using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CodeRunner.Api.Access;

/// <summary>The user who asks; an endpoint takes it as a parameter.</summary>
internal sealed record Caller(Guid Id, DateTimeOffset TokenExpiresAt)
{
    /// <summary>The claim that says what an API token lets through, as JSON. Tokens of people never have it: what they say is fixed by who signs them.</summary>
    public const string TokenClaim = "api_token";

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The API token with which a machine asks in the user's name; null for the user in person.</summary>
    public TokenScope? Token { get; init; }

    /// <summary>The session in which the user asks in person; null for a machine.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? Ip { get; init; }

    /// <summary>How long the caller's token is still good, for what lasts longer than a request; no timer takes more than a few weeks.</summary>
    public TimeSpan TimeLeft(TimeProvider time) =>
        TokenExpiresAt - time.GetUtcNow() is { Ticks: > 0 } left ? (left < LongestWait ? left : LongestWait) : TimeSpan.Zero;

    /// <summary>What the caller may do as that member.</summary>
    public Reach As(Member member) => new(member, Token);

    public static ValueTask<Caller> BindAsync(HttpContext context) =>
        ValueTask.FromResult(Of(context.User) with { Ip = AddressOf(context) });

    /// <summary>Where the request came from, without the zone of an address that is this link's alone.</summary>
    public static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString().Split('%')[0];

    public static Caller Of(ClaimsPrincipal principal) =>
        TryRead(principal, out var caller) ? caller : throw new InvalidOperationException("The route has no signed-in user.");

    public static bool TryRead(ClaimsPrincipal principal, [NotNullWhen(true)] out Caller? caller)
    {
        caller = Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id)
            && long.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Exp), out var expires)
                ? new Caller(id, DateTimeOffset.FromUnixTimeSeconds(expires)) { Token = ReadToken(principal), SessionId = ReadSession(principal) }
                : null;
        return caller is not null;
    }

    private static Guid? ReadSession(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), out var session) ? session : null;

    private static TokenScope? ReadToken(ClaimsPrincipal principal) => principal.FindFirstValue(TokenClaim) is { } scope
        ? JsonSerializer.Deserialize<TokenScope>(scope, Wire.Json) ?? throw new InvalidOperationException("The token's claim says nothing.")
        : null;
}
