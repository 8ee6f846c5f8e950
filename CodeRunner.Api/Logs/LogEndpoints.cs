using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Logs;

internal static class LogEndpoints
{
    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<LogHistory>();
        return builder;
    }

    public static RouteGroupBuilder MapLogs(this RouteGroupBuilder api)
    {
        var logs = api.MapGroup("/deployments/{id:guid}/logs").WithTags("Logs");
        logs.MapGet("/", ReadAsync).Produces<LogPage>(StatusCodes.Status200OK, "application/json", "text/plain", "application/x-ndjson")
            .Describe("Stored lines, oldest first; without `after` and `since` the last ones", 400, 401, 403, 404, 429)
            .Example(null, Examples.Logs);
        logs.MapGet("/download", LogDownload.DownloadAsync)
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/x-ndjson", "application/gzip")
            .Describe("All stored lines that match as a file, oldest first, of any size", 400, 401, 403, 404, 429)
            .Example(null, Examples.Line);
        logs.MapGet("/stream", LogStreaming.StreamAsync)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Describe("Server-Sent Events `line` and `gap`, id = cursor; Last-Event-ID resumes", 400, 401, 403, 404, 429)
            .Example(null, Examples.Line);
        return api;
    }

    private static async Task<Results<Ok<LogPage>, ContentHttpResult, ProblemHttpResult>> ReadAsync(
        Guid id, [AsParameters] LogQuery query, Caller caller, Visibility visibility, LogHistory history, HttpContext context, CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var filter, out var faults) && faults.Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var slice = await history.ReadAsync(id, filter, cancellationToken);
        var next = LogCursor.Write(slice.Through);
        context.Response.Headers[LogAnswers.NextHeader] = next;
        return query.Format switch
        {
            "text" => LogAnswers.Text(slice.Records),
            "ndjson" => LogAnswers.JsonLines(slice.Records),
            _ => TypedResults.Ok(new LogPage(slice.Records, next, slice.Previous is { } previous ? LogCursor.Write(previous) : null)),
        };
    }
}
