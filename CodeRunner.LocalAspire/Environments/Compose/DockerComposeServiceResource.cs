using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Docker;

/// <summary>A resource in a compose file.</summary>
public class DockerComposeServiceResource : Resource
{
    internal DockerComposeServiceResource(string name)
        : base(name)
    {
    }
}
