using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Metrics;
using CodeRunner.Core;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Api.Metrics;

internal static class MetricEndpoints
{
    public static RouteGroupBuilder MapMetrics(this RouteGroupBuilder api)
    {
        var metrics = api.MapGroup("/deployments/{id:guid}/metrics").WithTags("Metrics");
        metrics.MapGet("/", ReadAsync).Describe("What a deployment used and served, over time; null is a gap", 400, 401, 403, 404, 429).Example(null, Examples.Metrics);
        metrics.MapGet("/stream", MetricStreaming.StreamAsync)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Describe("Server-Sent Events `sample`, one a second while something runs", 401, 403, 404, 429)
            .Example(null, Examples.Sample);
        return api;
    }

    private static async Task<Results<Ok<MetricsResponse>, ProblemHttpResult>> ReadAsync(
        Guid id, [AsParameters] MetricQuery query, Caller caller, Visibility visibility, CodeRunnerDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!query.TryRead(time.GetUtcNow(), out var range, out var instance, out var faults) && faults.Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        await db.Database.OpenConnectionAsync(cancellationToken);
        var found = await MetricHistory.ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), id, range, instance, cancellationToken);
        return TypedResults.Ok(MetricAnswers.Of(range, found, instance));
    }
}
