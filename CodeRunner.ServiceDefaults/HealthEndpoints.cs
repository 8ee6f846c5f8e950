using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.ServiceDefaults;

/// <summary>Health in three layers: the process (/alive), what it needs (/health), whether it may take work (/health/ready).</summary>
public static class HealthEndpoints
{
    private const string Alive = "live";
    private const string Ready = "ready";

    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/alive", Answer(check => check.Tags.Contains(Alive))).AllowAnonymous();
        app.MapHealthChecks("/health", Answer(check => !check.Tags.Contains(Ready))).AllowAnonymous();
        app.MapHealthChecks("/health/ready", Answer(_ => true)).AllowAnonymous();
        return app;
    }

    internal static void AddDefaultHealthChecks(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Alive]);

    internal static bool IsHealthPath(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/alive");

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = WriteAsync,
    };

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var answer = new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString().ToLowerInvariant(), milliseconds = entry.Value.Duration.TotalMilliseconds }),
        };
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web), context.RequestAborted);
    }
}
