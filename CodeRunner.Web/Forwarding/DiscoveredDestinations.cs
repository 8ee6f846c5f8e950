using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace CodeRunner.Web.Forwarding;

/// <summary>Finds the proxy's destinations as every HTTP client here finds the API: by service discovery, following its changes.</summary>
internal sealed class DiscoveredDestinations(ServiceEndpointResolver resolver) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var (name, wanted) = destinations.Single();
        var source = await resolver.GetEndpointsAsync(wanted.Address, cancellationToken);
        var found = source.Endpoints
            .Select((endpoint, index) => (Name: $"{name}[{index}]", Config: wanted with { Address = Address(wanted, endpoint) }))
            .ToDictionary(item => item.Name, item => item.Config);
        return new ResolvedDestinationCollection(found, source.ChangeToken);
    }

    // An endpoint is a whole address or, as the configuration has it, only a host and a port.
    private static string Address(DestinationConfig wanted, ServiceEndpoint endpoint) =>
        endpoint.ToString() is { } text && text.Contains("://", StringComparison.Ordinal) ? text : $"{new Uri(wanted.Address).Scheme}://{endpoint}";
}
