using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Reaches the resources of a running application by name.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client with the endpoint's URL as its base address.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }

    /// <param name="endpointName">Default: https or http, whichever there is.</param>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var resource = Find(app, resourceName) as IResourceWithEndpoints
            ?? throw new ArgumentException($"Resource '{resourceName}' has no endpoints.", nameof(resourceName));
        var endpoints = resource.GetEndpoints().ToArray();
        var endpoint = endpointName is null
            ? endpoints.FirstOrDefault(each => each.IsHttps) ?? endpoints.FirstOrDefault(each => each.IsHttp)
            : endpoints.FirstOrDefault(each => string.Equals(each.EndpointName, endpointName, StringComparison.OrdinalIgnoreCase));
        return endpoint is { IsAllocated: true }
            ? new Uri(endpoint.Url)
            : throw new ArgumentException($"Resource '{resourceName}' has no endpoint '{endpointName ?? "http"}' that is allocated.", nameof(endpointName));
    }

    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' has no connection string.", nameof(resourceName));

    private static IResource Find(DistributedApplication app, string name) =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.TryGetByName(name, out var resource)
            ? resource
            : throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
}
