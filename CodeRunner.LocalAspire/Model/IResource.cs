namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the distributed application: a process, a server, a database, a parameter.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}
