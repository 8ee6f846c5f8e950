using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>Serves the dashboard on loopback, and says at which address.</summary>
internal sealed class DashboardServer(
    DashboardOptions options,
    LocalOrchestrator orchestrator,
    RunnerServices services,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4_096;
            kestrel.Listen(System.Net.IPAddress.Loopback, Port());
        });
        _app = builder.Build();
        var gate = new DashboardGate(options.Token);
        _app.Use(gate.InvokeAsync);
        DashboardAssets.Map(_app);
        Map(_app, gate);
        await _app.StartAsync(cancellationToken);
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        // Where an AppHost looks for the dashboard's address, whichever port it got.
        services.Configuration["ASPNETCORE_URLS"] = $"http://localhost:{address.Port}";
        RunnerLog.Dashboard(services.Logger, $"http://localhost:{address.Port}/login?t={options.Token}");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    // A dashboard is not worth a failed start: with its port taken it moves.
    private int Port() => options.Port == 0 || !Networking.FreePorts.TryTake(options.Port) ? 0 : options.Port;

    private void Map(WebApplication app, DashboardGate gate)
    {
        app.MapGet("/login", gate.Login);
        app.MapGet("/", () => Html(DashboardPages.Overview(ResourceView.All(orchestrator, services))));
        app.MapGet("/resources/{name}", (string name) =>
            ResourceView.All(orchestrator, services).FirstOrDefault(each => each.Id == name) is { } view
                ? Html(DashboardPages.Details(view))
                : Results.NotFound());
        app.MapPost("/resources/{name}/{command}", async (string name, string command, CancellationToken cancellationToken) =>
        {
            var result = await commands.ExecuteCommandAsync(name, command, cancellationToken);
            return result.Success ? Results.NoContent() : Results.Problem(result.Message, statusCode: StatusCodes.Status409Conflict);
        });
        app.MapGet("/resources/{name}/logs", (string name, HttpContext http) => orchestrator.Find(name) is { } runner
            ? DashboardStreams.LogsAsync(services.Logs.Backlog(runner.Resource.Name), services.Mask, http, lifetime.ApplicationStopping)
            : NotFoundAsync(http));
        app.MapGet("/events", (HttpContext http) => DashboardStreams.ChangesAsync(services.Notifications, http, lifetime.ApplicationStopping));
    }

    private static IResult Html(string page) => Results.Content(page, "text/html; charset=utf-8");

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
