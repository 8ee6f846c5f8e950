using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <content>Endpoints and URLs.</content>
public static partial class ResourceBuilderExtensions
{
    /// <param name="port">What others connect to; null for any free port.</param>
    /// <param name="targetPort">What the process listens on; null for any free port.</param>
    /// <param name="env">The variable that tells the process what to listen on.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var annotation = new EndpointAnnotation(
            protocol ?? ProtocolType.Tcp, scheme, transport: null, name, port, targetPort, isExternal, isProxied);
        annotation.TargetPortVariable = env;
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(each => Same(each.Name, annotation.Name)))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has an endpoint named '{annotation.Name}'.");
        builder.WithAnnotation(annotation);
        if (env is not null && builder.Resource is IResourceWithEnvironment)
        {
            var target = new EndpointReference(builder.Resource, annotation).Property(EndpointProperty.TargetPort);
            builder.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[env] = target));
        }

        return builder;
    }

    /// <summary>Changes an endpoint, and makes it first if there is none of that name.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(each => Same(each.Name, endpointName));
        if (endpoint is null && createIfNotExists) builder.WithAnnotation(endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName));
        if (endpoint is not null) callback(endpoint);
        return builder;
    }

    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool?, bool?, ProtocolType?)"/>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Marks the http and https endpoints as made for people outside. They still listen on loopback here.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.UriScheme is "http" or "https") endpoint.IsExternal = true;
        }

        return builder;
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => builder.Resource.GetEndpoint(name);

    public static IResourceBuilder<T> WithUrl<T>(this IResourceBuilder<T> builder, string url, string? displayText = null)
        where T : IResource => builder.WithAnnotation(new ResourceUrlAnnotation { Url = url, DisplayText = displayText });

    public static IResourceBuilder<T> WithUrls<T>(this IResourceBuilder<T> builder, Action<ResourceUrlsCallbackContext> callback)
        where T : IResource => builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(callback));

    /// <summary>Changes how an endpoint's URL is shown.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource => builder.WithUrls(context =>
        {
            if (context.Urls.Find(url => Same(url.Endpoint?.EndpointName, endpointName)) is { } found) callback(found);
        });

    /// <summary>Shows one more URL, made of an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints => builder.WithUrls(context =>
        {
            var endpoint = builder.GetEndpoint(endpointName);
            if (!endpoint.Exists) return;
            var url = callback(endpoint);
            context.Urls.Add(new ResourceUrlAnnotation
            {
                Url = url.Url,
                DisplayText = url.DisplayText,
                DisplayOrder = url.DisplayOrder,
                Endpoint = url.Endpoint ?? endpoint,
            });
        });

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
