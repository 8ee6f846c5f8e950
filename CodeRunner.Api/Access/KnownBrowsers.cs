using CodeRunner.Core.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CodeRunner.Api.Access;

/// <summary>
/// What a browser keeps that signed in to an account before: it lets nobody in, and says only that wrong passwords of others don't shut this one out. Its own are counted for itself.
/// </summary>
internal sealed class KnownBrowsers(IOptions<AccessOptions> options, TimeProvider time)
{
    private const string Kind = "browser+jwt";
    private const string Audience = "coderunner-browser";
    private const int MostLength = 1000;

    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey key = new(options.Value.DecodeKey());

    /// <summary>For a browser that is known already, or for a new one.</summary>
    public string Issue(Guid userId, Guid? browser)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Kind,
            Issuer = options.Value.Issuer,
            Audience = Audience,
            Expires = now + Life,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = userId.ToString(),
                [JwtRegisteredClaimNames.Jti] = (browser ?? Guid.CreateVersion7()).ToString(),
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Which browser it is; null for one that is not known to the account.</summary>
    public async Task<Guid?> ReadAsync(string? token, User user)
    {
        if (token is not { Length: > 0 and < MostLength })
            return null;
        var read = await handler.ValidateTokenAsync(token, Rules());
        return read.IsValid && read.SecurityToken is JsonWebToken jwt && jwt.Subject == user.Id.ToString() && Guid.TryParse(jwt.Id, out var browser) ? browser : null;
    }

    private TokenValidationParameters Rules() => new()
    {
        ValidIssuer = options.Value.Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidTypes = [Kind],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };
}
