using CodeRunner.Contracts;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

internal static class LiveExtensions
{
    public static WebApplicationBuilder AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR().AddJsonProtocol(options => Wire.Configure(options.PayloadSerializerOptions)).AddStackExchangeRedis();
        builder.Services.AddOptions<RedisOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
        {
            options.ConnectionFactory = _ => Task.FromResult(redis);
            options.Configuration.ChannelPrefix = RedisChannel.Literal("coderunner");
        });
        builder.Services.AddScoped<Announcements>();
        builder.Services.AddSingleton<SharedSubscriptions>();
        builder.Services.AddSingleton<LogFeeds>();
        builder.Services.AddSingleton<SampleFeeds>();
        builder.Services.AddSingleton<LiveLogs>();
        builder.Services.AddSingleton<Watchers>();
        builder.Services.AddSingleton<Viewers>();
        builder.Services.AddHostedService<LiveWatch>();
        builder.Services.AddHostedService<LiveSeries>();
        return builder;
    }

    /// <summary>Tells of state changes after everything inside has committed.</summary>
    public static void UseAnnouncements(this WebApplication app) => app.Use(async (HttpContext context, RequestDelegate next) =>
    {
        await next(context);
        if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
            await context.RequestServices.GetRequiredService<Announcements>().PublishAsync();
    });

    public static void MapLive(this WebApplication app) => app
        .MapHub<LiveHub>(LiveHub.Path, options => options.CloseOnAuthenticationExpiration = true)
        .RequireAuthorization();
}
