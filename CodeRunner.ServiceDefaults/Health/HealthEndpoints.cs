using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.ServiceDefaults;

/// <summary>
/// Health in layers: the process (/alive), what it needs (/health), whether it may take work (/health/ready), and whether it did once and lives (/health/started), for an
/// engine that has one question only and ends what answers no. Anybody may ask: an answer has words and times, and never an address or what an exception said.
/// </summary>
public static class HealthEndpoints
{
    public static WebApplication MapHealth(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<ServiceHealth>();
        Map(app, "/alive", _ => Task.FromResult(ServiceHealth.Alive));
        Map(app, "/health", health.NeedsAsync);
        Map(app, "/health/ready", health.ReadyAsync);
        Map(app, "/health/started", health.StartedAsync);
        return app;
    }

    internal static bool IsHealthPath(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/alive");

    private static void Map(WebApplication app, string path, Func<CancellationToken, Task<HealthReport>> ask) => app
        .Map(path, async context => await WriteAsync(context, await ask(context.RequestAborted)))
        .AllowAnonymous().ExcludeFromDescription();

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var answer = new
        {
            status = report.Status.Word(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.Word(), latencyMs = entry.Value.LatencyMs() }),
        };
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web), context.RequestAborted);
    }
}
