using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <content>Health checks.</content>
public static partial class ResourceBuilderExtensions
{
    /// <param name="key">The name of a health check that is registered with the builder's services.</param>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(each => each.Key == key))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has the health check '{key}'.");
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Healthy while a GET of that path (default <c>/</c>) on every replica answers with that status (default 200).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var (probed, expected) = (path ?? "/", statusCode ?? 200);
        var key = $"{builder.Resource.Name}_{endpointName ?? "http"}_{probed}_{expected}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks()
            .Add(new HealthCheckRegistration(key, _ => new HttpProbe(builder.Resource, endpointName, probed, expected), null, null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Here, a health check as <see cref="WithHttpHealthCheck{T}"/> makes it. How often and how patiently an orchestrator asks is for those who publish.</summary>
    public static IResourceBuilder<T> WithHttpProbe<T>(
        this IResourceBuilder<T> builder,
        ProbeType type,
        string? path = null,
        int? initialDelaySeconds = null,
        int? periodSeconds = null,
        int? timeoutSeconds = null,
        int? failureThreshold = null,
        int? successThreshold = null,
        string? endpointName = null)
        where T : IResourceWithEndpoints, IResourceWithProbes => builder.WithHttpHealthCheck(path, endpointName: endpointName);
}
