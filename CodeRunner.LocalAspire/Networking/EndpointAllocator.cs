using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace CodeRunner.LocalAspire.Networking;

/// <summary>Gives every endpoint its ports. A taken port is replaced by a free one, and that is said.</summary>
internal sealed class EndpointAllocator(RunnerServices services)
{
    // The genuine key by which tests run beside each other.
    private readonly bool _randomize = services.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

    /// <summary>Answers the proxies that share an endpoint among replicas, not started yet.</summary>
    public IEnumerable<EndpointProxy> Allocate(IEnumerable<IResource> resources)
    {
        List<EndpointProxy> proxies = [];
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (Allocate(resource, endpoint) is { } proxy) proxies.Add(proxy);
            }
        }

        return proxies;
    }

    public static void Release(IEnumerable<IResource> resources)
    {
        foreach (var endpoint in resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            if (endpoint.AllocatedEndpoint is { } allocated) FreePorts.Release(allocated.Port);
            foreach (var port in endpoint.ListenPorts) FreePorts.Release(port);
        }
    }

    private EndpointProxy? Allocate(IResource resource, EndpointAnnotation endpoint)
    {
        var replicas = resource.GetReplicaCount();
        // A server of this library listens where it is told; a container's inner port means nothing to it.
        var targetPort = resource is ContainerResource ? null : endpoint.TargetPort;
        var port = Take(resource, endpoint, endpoint.Port ?? targetPort);
        var proxied = replicas > 1 || (targetPort is not null && endpoint.Port is not null && targetPort != endpoint.Port);
        endpoint.ListenPorts = !proxied ? [port]
            : replicas == 1 ? [Take(resource, endpoint, targetPort)]
            : [.. Enumerable.Range(0, replicas).Select(_ => FreePorts.Next())];
        var address = resource is ContainerResource ? "127.0.0.1" : endpoint.TargetHost;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, address, port);
        return proxied ? new EndpointProxy(port, endpoint.ListenPorts) : null;
    }

    private int Take(IResource resource, EndpointAnnotation endpoint, int? wanted)
    {
        if (wanted is not { } port || _randomize) return FreePorts.Next();
        if (FreePorts.TryTake(port)) return port;
        var other = FreePorts.Next();
        RunnerLog.PortTaken(services.Logger, port, resource.Name, endpoint.Name, other);
        RunnerLog.PortTaken(services.Logs.GetLogger(resource), port, resource.Name, endpoint.Name, other);
        return other;
    }
}
