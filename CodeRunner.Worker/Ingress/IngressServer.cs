using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// A web server of its own for apps' requests, with nothing on it but the proxy: no endpoint of the platform can be reached through its port, whatever Host or path
/// somebody sends.
/// </summary>
internal sealed partial class IngressServer(
    RouteTable table, HostNames hosts, IOptions<IngressOptions> options, ILoggerFactory loggers, ILogger<IngressServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? app;

    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddLogging();
        builder.Services.AddHttpForwarder();
        app = builder.Build();
        var proxy = new IngressProxy(app.Services.GetRequiredService<IHttpForwarder>(), table, hosts, options);
        app.Run(proxy.InvokeAsync);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Port = new Uri(addresses.First()).Port;
        Listens(logger, Port);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is not null)
            await app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        var limits = options.Value;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = limits.MaxConnections;
        // An app may stream as slowly as it likes, and so may its clients: MaxConnections bounds them.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        if (limits.Public)
            kestrel.ListenAnyIP(limits.Port);
        else if (limits.Port == 0)
            kestrel.Listen(IPAddress.Loopback, 0);
        else
            kestrel.ListenLocalhost(limits.Port);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Apps are reached at port {Port}")]
    private static partial void Listens(ILogger logger, int port);
}
