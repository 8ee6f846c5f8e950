using CodeRunner.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

/// <summary>Bearer tokens count from the Authorization header only, and only while their user exists and the session lasts.</summary>
internal sealed class BearerSetup(AccessTokens tokens) : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = tokens.Rules();
        options.Events = new JwtBearerEvents { OnTokenValidated = RequireUserAsync };
    }

    private static async Task RequireUserAsync(TokenValidatedContext context)
    {
        var db = context.HttpContext.RequestServices.GetRequiredService<CodeRunnerDb>();
        if (!Caller.TryRead(context.Principal!, out var caller)
            || !await db.Users.AnyAsync(
                user => user.Id == caller.Id && (caller.Session == null || db.RefreshTokens.Any(token => token.FamilyId == caller.Session && token.RevokedAt == null)), context.HttpContext.RequestAborted))
            context.Fail("The user is gone, or the session has ended.");
    }
}
