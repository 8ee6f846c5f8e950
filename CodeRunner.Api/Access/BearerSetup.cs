using CodeRunner.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

/// <summary>Bearer tokens count from the Authorization header only, and only while their session lasts and their user's account is open.</summary>
internal sealed class BearerSetup(AccessTokens tokens, TimeProvider time) : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = tokens.Rules();
        options.Events = new JwtBearerEvents { OnTokenValidated = RequireSessionAsync };
    }

    private async Task RequireSessionAsync(TokenValidatedContext context)
    {
        var db = context.HttpContext.RequestServices.GetRequiredService<CodeRunnerDb>();
        if (!Caller.TryRead(context.Principal!, out var caller) || caller.SessionId is not { } session
            || !await db.Counting(time.GetUtcNow()).AnyAsync(each => each.Id == session && each.UserId == caller.Id, context.HttpContext.RequestAborted))
            context.Fail("The session is over.");
    }
}
