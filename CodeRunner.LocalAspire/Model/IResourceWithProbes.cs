namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose health an orchestrator can ask for.</summary>
public interface IResourceWithProbes : IResource;
