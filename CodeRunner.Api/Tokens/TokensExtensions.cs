using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;

namespace CodeRunner.Api.Tokens;

internal static class TokensExtensions
{
    public static WebApplicationBuilder AddTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ApiTokens>().AddScoped<ApiTokenCommands>();
        return builder;
    }

    /// <summary>Refuses API tokens on the routes that are for people, before anything is read of the request.</summary>
    public static void UsePeopleOnly(this WebApplication app) => app.Use(async (HttpContext context, RequestDelegate next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<PeopleOnly>() is not null && Caller.TryRead(context.User, out var caller) && caller.Token is not null)
            await Refusal.PeopleOnly().ExecuteAsync(context);
        else
            await next(context);
    });
}
