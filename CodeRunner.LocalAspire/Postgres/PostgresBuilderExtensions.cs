using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL: a private server on loopback, from the installed binaries.</summary>
public static class PostgresBuilderExtensions
{
    /// <param name="port">The port on loopback; null for any free one.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        AddCheck(builder, $"{name}_check", server);
        return builder.AddResource(server)
            .WithEndpoint(port, targetPort: 5432, scheme: "tcp", name: "tcp")
            .WithHealthCheck($"{name}_check");
    }

    /// <summary>Adds a database, which is made when the server is ready and there is none of that name.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.AddedDatabases[name] = database.DatabaseName;
        AddCheck(builder.ApplicationBuilder, $"{name}_check", database);
        return builder.ApplicationBuilder.AddResource(database).WithHealthCheck($"{name}_check");
    }

    /// <summary>Data is always kept in the data directory; the volume's name means nothing here.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;

    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint("tcp", endpoint => endpoint.Port = port);

    public static IResourceBuilder<PostgresServerResource> WithPassword(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    public static IResourceBuilder<PostgresServerResource> WithUserName(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> userName)
    {
        builder.Resource.UserNameParameter = userName.Resource;
        return builder;
    }

    private static void AddCheck(IDistributedApplicationBuilder builder, string key, IResourceWithConnectionString resource) =>
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new PostgresProbe(resource), null, null));
}
