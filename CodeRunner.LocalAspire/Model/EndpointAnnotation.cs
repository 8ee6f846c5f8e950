using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : protocol.ToString().ToLowerInvariant());
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    public string Transport { get; set; }

    public string Name { get; set; }

    /// <summary>The port that others connect to; null for any free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on; null for any free one.</summary>
    public int? TargetPort { get; set; }

    public string TargetHost { get; set; } = "localhost";

    public bool IsExternal { get; set; }

    public bool IsProxied { get; set; }

    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>What each replica listens on, in order.</summary>
    internal IReadOnlyList<int> ListenPorts { get; set; } = [];

    internal bool FromLaunchProfile { get; init; }

    /// <summary>The variable that tells the process its port; such an endpoint is not among ASPNETCORE_URLS.</summary>
    internal string? TargetPortVariable { get; set; }
}
