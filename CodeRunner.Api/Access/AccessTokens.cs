using CodeRunner.Core.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CodeRunner.Api.Access;

/// <summary>Makes access tokens and says which ones count.</summary>
internal sealed class AccessTokens(IOptions<AccessOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey key = new(options.Value.DecodeKey());

    /// <summary>For the session's user, and for no longer than the session lasts at most.</summary>
    public (string Token, int Seconds) Issue(Session session, DateTimeOffset now)
    {
        var life = options.Value.AccessTokenLife < session.EndsAt - now ? options.Value.AccessTokenLife : session.EndsAt - now;
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = session.UserId.ToString(),
                [JwtRegisteredClaimNames.Sid] = session.Id.ToString(),
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString(),
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
        return (token, (int)life.TotalSeconds);
    }

    public TokenValidationParameters Rules() => new()
    {
        ValidIssuer = options.Value.Issuer,
        ValidAudience = options.Value.Audience,
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidTypes = ["JWT"],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        NameClaimType = JwtRegisteredClaimNames.Sub,
        LifetimeValidator = (notBefore, expires, _, _) =>
            expires + Skew > time.GetUtcNow().UtcDateTime && (notBefore is null || notBefore - Skew <= time.GetUtcNow().UtcDateTime),
    };
}
