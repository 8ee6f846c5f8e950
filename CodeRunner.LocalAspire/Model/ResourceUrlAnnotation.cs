namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL that is shown for a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    public required string Url { get; set; }

    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }

    public int? DisplayOrder;
}
