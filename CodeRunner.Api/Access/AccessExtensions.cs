using CodeRunner.Api.Access.Accounts;
using CodeRunner.Api.Tokens;
using CodeRunner.Core.Access;
using CodeRunner.Core.Network;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

internal static class AccessExtensions
{
    private const string EitherScheme = "Bearer token";

    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations()
            .Validate(
                options => options.DecodeKey() is not null,
                $"{AccessOptions.Section}:{nameof(AccessOptions.SigningKey)} must be base64 of at least {AccessOptions.LeastKeyBytes} random bytes; "
                + "make one with: openssl rand -base64 32")
            .ValidateOnStart();
        builder.Services.AddSingleton<IPasswordHasher<User>, Argon2Hasher>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<UnknownAccounts>().AddSingleton<KnownBrowsers>();
        builder.Services.AddSingleton<LoginLimit>();
        builder.Services.AddScoped<Sessions>().AddScoped<OwnSessions>().AddScoped<Callers>();
        builder.Services.AddScoped<AccountCommands>().AddScoped<AccountViews>();
        builder.Services.AddScoped<Registration>();
        builder.Services.AddScoped<Login>();
        builder.Services.AddHostedService<ExpiredTokens>();

        builder.Services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector =
                context => ApiTokenHandler.IsFor(context.Request) ? ApiTokenHandler.SchemeName : JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null);
        builder.Services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerSetup>();
        builder.Services.AddAuthorization();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>, RateLimits>();
        // The defaults believe only what comes from loopback: that is Web where it runs on the same machine.
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccessOptions>>((headers, access) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            foreach (var proxy in access.Value.TrustedProxies)
            {
                if (Networks.TryParse(proxy, out var network))
                    headers.KnownIPNetworks.Add(network);
            }
        });
        return builder;
    }

    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UsePeopleOnly();
        return app;
    }
}
