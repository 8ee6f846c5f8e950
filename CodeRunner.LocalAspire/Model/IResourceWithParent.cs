namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that lives within another, as a database in its server.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}
