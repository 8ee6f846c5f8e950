using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>The URLs that are shown for a resource: its endpoints, as changed by callbacks.</summary>
internal static class ResourceUrls
{
    public static async Task<ImmutableArray<UrlSnapshot>> ForAsync(IResource resource, RunnerServices services, CancellationToken cancellationToken)
    {
        List<ResourceUrlAnnotation> urls = resource is IResourceWithEndpoints listening
            ? [.. listening.GetEndpoints().Where(each => each.IsAllocated).Select(each => new ResourceUrlAnnotation { Url = each.Url, Endpoint = each })]
            : [];
        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var context = new ResourceUrlsCallbackContext(services.ExecutionContext, resource, urls, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>()) await annotation.Callback(context);
        return [.. urls.Select(Snapshot)];
    }

    private static UrlSnapshot Snapshot(ResourceUrlAnnotation url)
    {
        var absolute = url.Url.StartsWith('/') && url.Endpoint is { } endpoint ? endpoint.Url + url.Url : url.Url;
        return new UrlSnapshot(url.Endpoint?.EndpointName, absolute, IsInternal: false)
        {
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", url.DisplayOrder ?? 0),
        };
    }
}
