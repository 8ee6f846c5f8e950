using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CodeRunner.Api.Access;

/// <summary>The user who asks; an endpoint takes it as a parameter.</summary>
internal sealed record Caller(Guid Id, DateTimeOffset TokenExpiresAt)
{
    /// <summary>Where the request came from.</summary>
    public string? Ip { get; init; }

    /// <summary>How long the caller's token is still good, for what lasts longer than a request.</summary>
    public TimeSpan TimeLeft(TimeProvider time) => TokenExpiresAt - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public static ValueTask<Caller> BindAsync(HttpContext context) =>
        ValueTask.FromResult(Of(context.User) with { Ip = context.Connection.RemoteIpAddress?.ToString() });

    public static Caller Of(ClaimsPrincipal principal) =>
        TryRead(principal, out var caller) ? caller : throw new InvalidOperationException("The route has no signed-in user.");

    public static bool TryRead(ClaimsPrincipal principal, [NotNullWhen(true)] out Caller? caller)
    {
        caller = Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id)
            && long.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Exp), out var expires)
                ? new Caller(id, DateTimeOffset.FromUnixTimeSeconds(expires))
                : null;
        return caller is not null;
    }
}
