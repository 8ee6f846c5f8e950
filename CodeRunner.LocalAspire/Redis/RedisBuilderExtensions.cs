using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds Redis: a private server on loopback, from the installed binary.</summary>
public static class RedisBuilderExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port) =>
        builder.AddRedis(name, port, password: null);

    /// <param name="port">The port on loopback; null for any free one.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        // Redis' connection string has no way to quote a comma or an equals sign: none of the special characters.
        var secret = password?.Resource
            ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var redis = new RedisResource(name, secret);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration($"{name}_check", _ => new RedisProbe(redis), null, null));
        return builder.AddResource(redis)
            .WithEndpoint(port, targetPort: 6379, scheme: "tcp", name: "tcp")
            .WithHealthCheck($"{name}_check");
    }

    /// <summary>Keeps snapshots in the data directory; the volume's name means nothing here.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder.WithPersistence();

    /// <summary>Keeps the data over a restart: a snapshot in every interval in which so many keys changed, and every write in between.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        builder.Resource.Persistence = new RedisPersistence(interval ?? TimeSpan.FromSeconds(60), keysChangedThreshold);
        return builder;
    }

    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint("tcp", endpoint => endpoint.Port = port);

    /// <param name="password">Null for none.</param>
    public static IResourceBuilder<RedisResource> WithPassword(
        this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        builder.Resource.SetPassword(password?.Resource);
        return builder;
    }
}
