using System.Globalization;
using CodeRunner.LocalAspire.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One property of an endpoint, as a value.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public string ValueExpression => Property switch
    {
        EndpointProperty.HostAndPort => $"{Binding("host")}:{Binding("port")}",
        EndpointProperty.IPV4Host => Binding("host"),
        EndpointProperty.TargetPort => Binding("targetPort"),
        EndpointProperty.TlsEnabled => Binding("tlsEnabled"),
        _ => Binding(Property.ToString().ToLowerInvariant()),
    };

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Host => Endpoint.Host,
        EndpointProperty.IPV4Host => "127.0.0.1",
        EndpointProperty.Port => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => Endpoint.Scheme,
        EndpointProperty.HostAndPort => $"{Endpoint.Host}:{Endpoint.Port}",
        EndpointProperty.TlsEnabled => Endpoint.IsHttps.ToString(),
        // Each replica listens on its own port.
        EndpointProperty.TargetPort => Endpoint.EndpointAnnotation.ListenPorts[ReplicaScope.Current].ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"Unknown endpoint property {Property}."),
    });

    private string Binding(string part) => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{part}}}";
}
