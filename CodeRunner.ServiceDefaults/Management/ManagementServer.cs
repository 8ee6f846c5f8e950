using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace CodeRunner.ServiceDefaults.Management;

/// <summary>
/// Answers /metrics on a port of its own, so that no setting, proxy or host name of the service's own port leads there. On loopback it also looks at the name that was
/// asked for: a page in somebody's browser can make any name stand for 127.0.0.1.
/// </summary>
public sealed partial class ManagementServer(
    MeterProvider metrics, IOptions<ManagementOptions> options, IHostEnvironment environment, ILoggerFactory loggers, ILogger<ManagementServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? app;
    private TargetFile? target;

    /// <summary>Known once it was started.</summary>
    public Uri Address { get; private set; } = null!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        app = await BuildAsync();
        await app.StartAsync(cancellationToken);
        Address = new Uri(app.Urls.First());
        target = TargetFile.Write(options.Value.TargetsDirectory, environment.ApplicationName, Address, logger);
        Listens(logger, Address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        target?.Delete();
        if (app is not null)
            await app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref app, null) is { } listening)
            await listening.DisposeAsync();
    }

    /// <summary>Out of the caller's flow: who waits in it for the service's host to be built (a test's factory, a design-time tool) would take this one for it.</summary>
    private Task<WebApplication> BuildAsync()
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(Build);
    }

    private WebApplication Build()
    {
        var settings = options.Value;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 32;
            kestrel.Listen(settings.Listening, settings.Port);
        });
        var app = builder.Build();
        app.Use((context, next) => IsNamedRightly(context) ? next(context) : Refuse(context));
        app.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        app.Run(Refuse);
        return app;
    }

    private bool IsNamedRightly(HttpContext context) =>
        !IPAddress.IsLoopback(options.Value.Listening) || context.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]";

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Metrics are at {Address}metrics")]
    private static partial void Listens(ILogger logger, Uri address);
}
