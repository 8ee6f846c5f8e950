using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using CodeRunner.LocalAspire.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers Entity Framework contexts on PostgreSQL with retries, a health check, traces and metrics.</summary>
public static class AspireEFPostgreSqlExtensions
{
    private const string Section = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    /// <summary>Registers a pooled context on the connection string of that name.</summary>
    /// <exception cref="InvalidOperationException">When a context is asked for and there is no connection string.</exception>
    public static void AddNpgsqlDbContext<TContext>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configureSettings = null,
        Action<DbContextOptionsBuilder>? configureDbContextOptions = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        if (builder.Services.Any(service => service.ServiceType == typeof(TContext)))
        {
            throw new InvalidOperationException($"{typeof(TContext).Name} is already registered; use EnrichNpgsqlDbContext for it.");
        }

        var settings = ReadSettings<TContext>(builder, connectionName);
        configureSettings?.Invoke(settings);
        builder.Services.AddDbContextPool<TContext>(options =>
        {
            options.UseNpgsql(RequireConnectionString(settings, connectionName), npgsql =>
            {
                if (!settings.DisableRetry) npgsql.EnableRetryOnFailure();
                if (settings.CommandTimeout is { } seconds) npgsql.CommandTimeout(seconds);
            });
            configureDbContextOptions?.Invoke(options);
        });
        AddInstrumentation<TContext>(builder, settings);
    }

    /// <summary>Adds retries, a health check, traces and metrics to a context that is registered already.</summary>
    public static void EnrichNpgsqlDbContext<TContext>(
        this IHostApplicationBuilder builder,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configureSettings = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(service => service.ServiceType == typeof(TContext)))
        {
            throw new InvalidOperationException($"{typeof(TContext).Name} is not registered; register it before enriching it.");
        }

        var settings = ReadSettings<TContext>(builder, connectionName: null);
        configureSettings?.Invoke(settings);
        builder.Services.ConfigureDbContext<TContext>(options => options.UseNpgsql(npgsql =>
        {
            if (!settings.DisableRetry) npgsql.EnableRetryOnFailure();
            if (settings.CommandTimeout is { } seconds) npgsql.CommandTimeout(seconds);
        }));
        AddInstrumentation<TContext>(builder, settings);
    }

    private static NpgsqlEntityFrameworkCorePostgreSQLSettings ReadSettings<TContext>(IHostApplicationBuilder builder, string? connectionName)
    {
        var settings = new NpgsqlEntityFrameworkCorePostgreSQLSettings();
        var section = builder.Configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(typeof(TContext).Name).Bind(settings);
        if (connectionName is not null && builder.Configuration.GetConnectionString(connectionName) is { } connectionString)
            settings.ConnectionString = connectionString;
        return settings;
    }

    private static string RequireConnectionString(NpgsqlEntityFrameworkCorePostgreSQLSettings settings, string connectionName) =>
        settings.ConnectionString is { Length: > 0 } connectionString
            ? connectionString
            : EF.IsDesignTime
                ? "Host=localhost"
                : throw new InvalidOperationException(
                    $"ConnectionStrings:{connectionName} is missing, and so is {Section}:ConnectionString.");

    private static void AddInstrumentation<TContext>(IHostApplicationBuilder builder, NpgsqlEntityFrameworkCorePostgreSQLSettings settings)
        where TContext : DbContext
    {
        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddCheck<DbContextHealthCheck<TContext>>(typeof(TContext).Name);
        if (!settings.DisableTracing)
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddNpgsql());
        if (!settings.DisableMetrics)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Npgsql"));
    }
}
