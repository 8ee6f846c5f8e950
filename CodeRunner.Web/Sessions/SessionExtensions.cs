using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace CodeRunner.Web.Sessions;

public static class SessionExtensions
{
    /// <summary>Sessions in Redis (connection string `redis`), shared by all copies of this service and outliving each.</summary>
    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IConnectionMultiplexer>(provider => Connect(provider.GetRequiredService<IConfiguration>()));
        services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        services.AddStackExchangeRedisCache(options => options.InstanceName = "coderunner:web:");
        services.AddOptions<RedisCacheOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(redis));
        services.AddDataProtection().SetApplicationName("CodeRunner.Web");
        services.AddOptions<KeyManagementOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.XmlRepository = new RedisXmlRepository(() => redis.GetDatabase(), "coderunner:web:keys"));
        services.AddSingleton<SessionTokenStore>().AddSingleton<SessionTicketStore>().AddSingleton<SessionLock>().AddSingleton<TokenSource>();
        services.AddSingleton<SignInService>().AddSingleton<SignInTickets>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SessionCookie.Configure);
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionTicketStore>((options, store) => options.SessionStore = store);
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionWatch>();
        return builder;
    }

    private static ConnectionMultiplexer Connect(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString("redis")
            ?? throw new InvalidOperationException("The connection string 'redis' is missing: set ConnectionStrings:redis.");
        var options = ConfigurationOptions.Parse(text);
        options.AbortOnConnectFail = false; // Redis may start after us
        return ConnectionMultiplexer.Connect(options);
    }
}
