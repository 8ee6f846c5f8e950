using Aspire.Hosting.Docker.Resources.ServiceNodes;

namespace Aspire.Hosting.Docker.Resources.ComposeNodes;

/// <summary>A service of a compose file.</summary>
public sealed class Service : NamedComposeMember
{
    public Dictionary<string, ServiceDependency> DependsOn { get; set; } = [];

    public Healthcheck? Healthcheck { get; set; }

    public string? Restart { get; set; }

    public string? User { get; set; }

    public List<Volume> Volumes { get; set; } = [];

    public Service AddVolume(Volume volume)
    {
        Volumes.Add(volume);
        return this;
    }
}
