using CodeRunner.Worker.Ingress.Listening;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeRunner.Worker.Ingress;

/// <summary>The web server's settings: bounds for clients that are slow or large, none for those that are only quiet.</summary>
internal static class IngressKestrel
{
    /// <summary>How long idle connections get for a last request when the Worker ends.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static KestrelServerOptions Configure(IngressOptions limits)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false, ApplicationServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        var rate = limits.MinBytesPerSecond == 0 ? null : new MinDataRate(limits.MinBytesPerSecond, Grace);
        kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        // Counted by the accept loop: what is over the bound waits there instead of being closed here.
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        kestrel.Limits.MinRequestBodyDataRate = rate;
        kestrel.Limits.MinResponseDataRate = rate;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = limits.MaxHeaderBytes;
        kestrel.Listen(ProtocolEndPoint.Http1, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Listen(ProtocolEndPoint.Http2, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        return kestrel;
    }
}
