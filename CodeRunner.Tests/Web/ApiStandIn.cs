using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Web;

/// <summary>A tiny HTTP server in the API's place, for what the real one cannot be made to do on demand: failing, being slow, losing an answer.</summary>
internal sealed class ApiStandIn : IAsyncDisposable
{
    private readonly WebApplication app;
    private int issued;

    private ApiStandIn(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>Seconds that a token is said to last; under the margin, every request needs a refresh first.</summary>
    public int ExpiresIn { get; set; } = 900;

    public IReadOnlyList<object> Projects { get; set; } = [];

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public ConcurrentBag<string> Tokens { get; } = [];

    /// <summary>Runs in place of a refresh when set; true when it gave the answer.</summary>
    public Func<HttpContext, Task<bool>>? OnRefresh { get; set; }

    /// <summary>How long a sign-in takes.</summary>
    public TimeSpan LoginTime { get; set; }

    /// <summary>Runs before all routes; true when it gave the answer.</summary>
    public Func<HttpContext, Task<bool>>? OnAny { get; set; }

    /// <summary>Answers what no route below answers.</summary>
    public Func<HttpContext, Task>? OnOther { get; set; }

    public static async Task<ApiStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var api = new ApiStandIn(app);
        app.UseWebSockets();
        app.Use(api.SeeAsync);
        app.MapPost("/api/auth/login", api.LoginAsync);
        app.MapPost("/api/auth/refresh", api.RefreshAsync);
        app.MapPost("/api/auth/logout", () => Results.NoContent());
        app.MapGet("/api/auth/me", () => Results.Json(new { id = Guid.NewGuid(), email = "person@example.org", displayName = "A Person", @operator = false }));
        app.MapGet("/api/auth/me/sign-ins", () => Results.Json(new { items = Array.Empty<object>(), next = (string?)null }));
        app.MapGet("/api/auth/me/sessions", () => Results.Json(new { items = Array.Empty<object>(), next = (string?)null }));
        app.MapGet("/api/projects", () => Results.Json(new { items = api.Projects, next = (string?)null }));
        app.MapFallback(context => api.OnOther is { } other ? other(context) : Results.Json(new { ok = true }).ExecuteAsync(context));
        await app.StartAsync();
        return api;
    }

    public int Count(string path) => Seen.Count(request => request.Path == path);

    public SeenRequest Last(string path) => Seen.Last(request => request.Path == path);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task SeeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Seen.Enqueue(new SeenRequest(context.Request.Method, context.Request.Path, headers));
        if (OnAny is { } any && await any(context))
            return;
        await next(context);
    }

    private async Task<IResult> LoginAsync()
    {
        await Task.Delay(LoginTime);
        return Issue("known-browser");
    }

    private async Task RefreshAsync(HttpContext context)
    {
        if (OnRefresh is { } other && await other(context))
            return;
        await Issue().ExecuteAsync(context);
    }

    private IResult Issue(string? browser = null)
    {
        var number = Interlocked.Increment(ref issued);
        var (access, refresh) = ($"access-{number}-{Guid.NewGuid():n}", $"refresh-{number}-{Guid.NewGuid():n}");
        Tokens.Add(access);
        Tokens.Add(refresh);
        return Results.Json(new { accessToken = access, refreshToken = refresh, expiresIn = ExpiresIn, browser });
    }
}
