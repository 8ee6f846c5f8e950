using Aspire.StackExchange.Redis;
using CodeRunner.LocalAspire.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers <see cref="IConnectionMultiplexer"/> with a health check and traces.</summary>
public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";

    /// <summary>Registers one multiplexer on the connection string of that name.</summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        AddRedisClientBuilder(builder, connectionName, configureSettings, configureOptions);

    /// <summary>As <see cref="AddRedisClient"/>, and answers a builder for the same client.</summary>
    public static AspireRedisClientBuilder AddRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureOptions);

    /// <summary>Registers a multiplexer under the key <paramref name="name"/>, which also names its connection string.</summary>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        AddKeyedRedisClientBuilder(builder, name, configureSettings, configureOptions);

    /// <summary>As <see cref="AddKeyedRedisClient"/>, and answers a builder for the same client.</summary>
    public static AspireRedisClientBuilder AddKeyedRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureOptions);

    private static AspireRedisClientBuilder Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<StackExchangeRedisSettings>? configureSettings,
        Action<ConfigurationOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var sections = new[] { builder.Configuration.GetSection(Section), builder.Configuration.GetSection($"{Section}:{connectionName}") };
        var settings = new StackExchangeRedisSettings();
        foreach (var section in sections) section.Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        var optionsName = serviceKey ?? Options.Options.DefaultName;
        builder.Services.AddSingleton(new RedisConnectionString(optionsName, settings));
        builder.Services.TryAddTransient<IOptionsFactory<ConfigurationOptions>, RedisOptionsFactory>();
        builder.Services.Configure<ConfigurationOptions>(optionsName, options =>
        {
            foreach (var section in sections) section.GetSection("ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
        });

        AddConnection(builder.Services, connectionName, serviceKey, optionsName, settings);
        AddInstrumentation(builder.Services, connectionName, serviceKey, settings);
        return new AspireRedisClientBuilder(builder, settings, serviceKey);
    }

    private static void AddConnection(
        IServiceCollection services, string connectionName, string? serviceKey, string optionsName, StackExchangeRedisSettings settings)
    {
        if (serviceKey is null)
        {
            services.AddSingleton<IConnectionMultiplexer>(provider => Connect(provider, connectionName, optionsName));
            OpenAtStart(services, settings, provider => provider.GetRequiredService<IConnectionMultiplexer>());
        }
        else
        {
            services.AddKeyedSingleton<IConnectionMultiplexer>(serviceKey, (provider, _) => Connect(provider, connectionName, optionsName));
            OpenAtStart(services, settings, provider => provider.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey));
        }
    }

    private static void OpenAtStart(
        IServiceCollection services, StackExchangeRedisSettings settings, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        if (settings.DisableAutoActivation) return;
        services.AddSingleton<IHostedService>(provider => new OpenAtStart(() => connection(provider)));
    }

    private static ConnectionMultiplexer Connect(IServiceProvider provider, string connectionName, string optionsName)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<ConfigurationOptions>>().Get(optionsName);
        if (options.EndPoints.Count == 0)
            throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing, and so is {Section}:ConnectionString.");
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
        var connection = ConnectionMultiplexer.Connect(options);
        provider.GetService<RedisTracing>()?.Trace(connection);
        return connection;
    }

    private static void AddInstrumentation(
        IServiceCollection services, string connectionName, string? serviceKey, StackExchangeRedisSettings settings)
    {
        if (!settings.DisableTracing)
        {
            services.TryAddSingleton<RedisTracing>();
            services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RedisTracing.SourceName));
        }

        if (settings.DisableHealthChecks) return;
        var name = serviceKey is null ? "StackExchange.Redis" : $"StackExchange.Redis_{connectionName}";
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            provider => new RedisHealthCheck(() => serviceKey is null
                ? provider.GetRequiredService<IConnectionMultiplexer>()
                : provider.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey)),
            failureStatus: null,
            tags: null));
    }
}
