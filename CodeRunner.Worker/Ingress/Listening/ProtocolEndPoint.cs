using System.Net;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>One of the two protocols that connections to the ingress' port are sorted into: Kestrel serves an endpoint without TLS with one protocol only.</summary>
internal sealed class ProtocolEndPoint(string name) : EndPoint
{
    public static ProtocolEndPoint Http1 { get; } = new("http/1.1");

    public static ProtocolEndPoint Http2 { get; } = new("h2c");

    public override string ToString() => name;
}
