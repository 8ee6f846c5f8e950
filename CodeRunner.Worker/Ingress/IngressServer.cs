using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress.Forwarding;
using CodeRunner.Worker.Ingress.Listening;
using CodeRunner.Worker.Ingress.Storing;
using CodeRunner.Worker.Ingress.Waking;
using CodeRunner.Worker.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// A web server of its own for apps' requests, with nothing on it but the proxy: no endpoint of the platform can be reached through its port, whatever Host or path
/// somebody sends.
/// </summary>
internal sealed partial class IngressServer(
    RouteTable table,
    RouteStore store,
    HostNames names,
    TrustedProxies proxies,
    WaitingRoom room,
    IHttpForwarder forwarder,
    IOptions<IngressOptions> options,
    IOptions<NodeOptions> node,
    IOptions<ShutdownOptions> shutdown,
    ILoggerFactory loggers,
    ILogger<IngressServer> logger) : IHostedService, IAsyncDisposable
{
    private readonly IngressTransport transport = new();
    private readonly IngressApplication application = new(new IngressProxy(forwarder, table, names, proxies, room, options));
    private ListeningSockets? sockets;
    private AcceptLoop? accepting;
    private KestrelServer? server;

    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var limits = options.Value;
        // Before the first request, and without asking the database: it may be away.
        table.Restore(store.Load());
        sockets = await ListeningSockets.OpenAsync(Path.Combine(node.Value.DataDirectory, "ingress", "port"), limits, logger, cancellationToken);
        Port = sockets.Port;
        var kestrel = IngressKestrel.Configure(limits);
        server = new KestrelServer(Options.Create(kestrel), transport, loggers);
        await server.StartAsync(application, cancellationToken);
        accepting = new AcceptLoop(sockets.Sockets, transport.Http1, transport.Http2, limits.MaxConnections, kestrel.Limits.KeepAliveTimeout, logger);
        accepting.Start();
        Listens(logger, Port);
    }

    /// <summary>
    /// New connections go to other Workers at once, or are refused where there is none; those that are there end with their next answer, so that no client meets a
    /// connection that is closed as it asks. What takes longer than <see cref="IngressOptions.DrainTime"/> is cut off.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is null || accepting is null || sockets is null)
            return;
        await accepting.StopAsync();
        await sockets.DisposeAsync();
        // When apps end with the Worker, an idle connection has nobody left to ask.
        if (!shutdown.Value.EndOnShutdown)
            await LetConnectionsEndAsync(accepting, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.DrainTime);
        await server.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        // Its container knows it under two names, and disposes it for each.
        if (Interlocked.Exchange(ref accepting, null) is not { } loop)
            return;
        await loop.DisposeAsync();
        await sockets!.DisposeAsync();
        server!.Dispose();
    }

    private async Task LetConnectionsEndAsync(AcceptLoop accepted, CancellationToken cancellationToken)
    {
        application.Drain();
        var deadline = Environment.TickCount64 + (long)IngressKestrel.Linger.TotalMilliseconds;
        while (accepted.Open > 0 && Environment.TickCount64 < deadline && !cancellationToken.IsCancellationRequested)
            await Task.Delay(20, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Apps are reached at port {Port}")]
    private static partial void Listens(ILogger logger, int port);
}
