namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something said about a resource, read when it is started.</summary>
public interface IResourceAnnotation;
