using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Docker;

/// <summary>A server that runs a compose file.</summary>
public class DockerComposeEnvironmentResource(string name) : Resource(name);
