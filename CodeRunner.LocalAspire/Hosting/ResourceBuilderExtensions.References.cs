using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <content>What a reference injects.</content>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Injects <c>ConnectionStrings__name</c>, and its parts as <c>NAME_HOST</c>, <c>NAME_PORT</c> …</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        builder.WithReferenceRelationship(resource);
        return builder.WithEnvironment(async context =>
        {
            if (!optional && string.IsNullOrEmpty(await resource.GetConnectionStringAsync(context.CancellationToken)))
                throw new DistributedApplicationException($"The connection string of resource '{resource.Name}' is not available.");
            context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = resource;
            foreach (var (part, value) in resource.GetConnectionProperties())
                context.EnvironmentVariables[$"{EnvironmentName(name)}_{part.ToUpperInvariant()}"] = value;
        });
    }

    /// <summary>Injects <c>services__name__endpoint__0</c> and <c>NAME_ENDPOINT</c> for every endpoint of the source.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithReference(source, source.Resource.Name);

    /// <summary>The same under another name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment
    {
        builder.WithReferenceRelationship((IResource)source.Resource);
        return builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.GetEndpoints()) Inject(context, endpoint, name);
        });
    }

    /// <summary>The same for one endpoint.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment
    {
        builder.WithReferenceRelationship((IResource)endpointReference.Resource);
        return builder.WithEnvironment(context => Inject(context, endpointReference, endpointReference.Resource.Name));
    }

    /// <summary>Injects the address of a service outside of the application.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment
    {
        if (!uri.IsAbsoluteUri || uri.AbsolutePath != "/")
            throw new InvalidOperationException($"The address of '{name}' must be absolute and without a path.");
        return builder.WithEnvironment($"services__{name}__default__0", uri.ToString()).WithEnvironment(EnvironmentName(name), uri.ToString());
    }

    private static void Inject(EnvironmentCallbackContext context, EndpointReference endpoint, string serviceName)
    {
        context.EnvironmentVariables[$"{EnvironmentName(serviceName)}_{EnvironmentName(endpoint.EndpointName)}"] = endpoint;
        var prefix = $"services__{serviceName}__{endpoint.EndpointName}__";
        var index = 0;
        while (context.EnvironmentVariables.TryGetValue($"{prefix}{index}", out var there) && !IsSame(there, endpoint)) index++;
        context.EnvironmentVariables[$"{prefix}{index}"] = endpoint;
    }

    private static bool IsSame(object value, EndpointReference endpoint) =>
        value is EndpointReference other && other.Resource == endpoint.Resource && Same(other.EndpointName, endpoint.EndpointName);

    private static string EnvironmentName(string name) => NotInNames().Replace(name, "_").ToUpperInvariant();

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex NotInNames();
}
