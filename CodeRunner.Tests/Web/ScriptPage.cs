using System.Collections.Concurrent;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CodeRunner.Tests.Web;

/// <summary>The dashboard's scripts in a real browser, with a server behind them that a test makes fail, wait and tell.</summary>
internal sealed class ScriptPage : IAsyncDisposable
{
    private static readonly string Web = Path.Combine(Repository.Root, "CodeRunner.Web");
    private readonly WebApplication app;

    private ScriptPage(WebApplication app) => this.app = app;

    /// <summary>What was asked for, in order: paths with queries.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers GET /api/deployments/{id}/metrics.</summary>
    public Func<HttpContext, Task> OnMetrics { get; set; } = _ => Task.CompletedTask;

    /// <summary>What GET answers on a deployment's releases, scaling decisions and instances.</summary>
    public IReadOnlyList<object> Releases { get; set; } = [];

    public IReadOnlyList<object> Decisions { get; set; } = [];

    public IReadOnlyList<object> Instances { get; set; } = [];

    public IBrowserContext Window { get; private set; } = null!;

    public IPage Page { get; private set; } = null!;

    /// <summary>Opens a page with this in its body.</summary>
    public static async Task<ScriptPage> OpenAsync(string body, string theme = "dark", int width = 1440, int height = 900)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<ConcurrentBag<HubCallerContext>>();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var page = new ScriptPage(app);
        app.UseWebSockets();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(Web, "wwwroot")) });
        foreach (var feature in (string[])["Metrics", "Scaling"])
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(Web, feature)), RequestPath = $"/{feature}" });
        app.MapHub<Hub>("/hubs/live");
        app.MapGet("/", () => Results.Content(Document(body, theme), "text/html"));
        app.MapGet("/api/deployments/{id}", () => Results.Json(new { instances = page.Instances }));
        app.MapGet("/api/deployments/{id}/releases", () => Results.Json(new { items = page.Releases }));
        app.MapGet("/api/deployments/{id}/scaling-decisions", () => Results.Json(new { items = page.Decisions }));
        app.MapGet("/api/deployments/{id}/metrics", context =>
        {
            page.Asked.Enqueue(context.Request.Path + context.Request.QueryString);
            return page.OnMetrics(context);
        });
        await app.StartAsync();
        page.Window = await Browser.OpenAsync(width, height);
        page.Page = await page.Window.NewPageAsync();
        return page;
    }

    public Task GoAsync(string query = "") => Page.GotoAsync(app.Urls.Single() + "/" + query);

    /// <summary>To whoever watches, as the hub tells it.</summary>
    public Task TellAsync(Guid deployment, DateTimeOffset time, object values) =>
        app.Services.GetRequiredService<IHubContext<Hub>>().Clients.All.SendAsync("sample", new { deploymentId = deployment, time, values });

    /// <summary>Closes all connections to the hub for good, as a server may that asks for no reconnect.</summary>
    public void CloseConnections()
    {
        foreach (var connection in app.Services.GetRequiredService<ConcurrentBag<HubCallerContext>>())
            connection.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await Window.DisposeAsync();
        await app.DisposeAsync();
    }

    private static string Document(string body, string theme) =>
        $"""
        <!doctype html><html lang="en" data-theme="{theme}"><head><title>Script</title><link rel="icon" href="data:,">
        {string.Concat(new[] { "tokens", "base", "parts", "forms", "shell" }.Select(sheet => $"<link rel=\"stylesheet\" href=\"/css/{sheet}.css\">"))}
        <style>.charts {"{"} display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)) {"}"} .plot {"{"} touch-action: pan-y {"}"}</style>
        </head><body><main>{body}</main></body></html>
        """;

    public sealed class Hub(ConcurrentBag<HubCallerContext> connections) : Microsoft.AspNetCore.SignalR.Hub
    {
        public override Task OnConnectedAsync()
        {
            connections.Add(Context);
            return Task.CompletedTask;
        }

        public static Task SubscribeMetrics(Guid id) => Task.CompletedTask;

        public static Task UnsubscribeMetrics(Guid id) => Task.CompletedTask;
    }
}
