namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource is healthy only while the registered health check of that key is.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}
