using System.Net;
using Microsoft.AspNetCore.Connections;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>Gives Kestrel the sorted connections in place of sockets of its own.</summary>
internal sealed class IngressTransport : IConnectionListenerFactory
{
    public ProtocolListener Http1 { get; } = new(ProtocolEndPoint.Http1);

    public ProtocolListener Http2 { get; } = new(ProtocolEndPoint.Http2);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(endpoint == ProtocolEndPoint.Http2 ? Http2 : Http1);
}
