using Aspire.Hosting.Docker.Resources.ComposeNodes;

namespace Aspire.Hosting.Docker.Resources.ServiceNodes;

/// <summary>What a service mounts.</summary>
public sealed class Volume : NamedComposeMember
{
    public string? Type { get; set; }

    public string? Source { get; set; }

    public string? Target { get; set; }
}
