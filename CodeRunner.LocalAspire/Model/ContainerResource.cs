namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container. Of these, the local packages run PostgreSQL and Redis, as processes.</summary>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    public string? Entrypoint { get; set; } = entrypoint;
}
