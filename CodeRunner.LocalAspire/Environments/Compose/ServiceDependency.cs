namespace Aspire.Hosting.Docker.Resources.ComposeNodes;

/// <summary>What a service waits for in another before it starts.</summary>
public sealed class ServiceDependency
{
    public string? Condition { get; set; }
}
