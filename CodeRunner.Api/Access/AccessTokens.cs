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

    public int LifeSeconds => (int)options.Value.AccessTokenLife.TotalSeconds;

    /// <summary>In <paramref name="session"/>, which that token may leave as it is when it ends the others.</summary>
    public string Issue(User user, Guid? session = null)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + options.Value.AccessTokenLife,
            Claims = ClaimsOf(user, session),
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }

    private static Dictionary<string, object> ClaimsOf(User user, Guid? session)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = user.Id.ToString(),
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString(),
        };
        if (session is not null)
            claims[JwtRegisteredClaimNames.Sid] = session.Value.ToString();
        return claims;
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
