using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

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
        logs.MapGet("/", ReadAsync).Describe("Stored lines, oldest first; without `after` and `since` the last ones", 400, 401, 403, 404, 429)
            .Example(null, Examples.Logs);
        logs.MapGet("/stream", LogStreaming.StreamAsync)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Describe("Server-Sent Events `line` and `gap`, id = cursor; Last-Event-ID resumes", 400, 401, 403, 404, 429)
            .Example(null, Examples.Line);
        return api;
    }

    private static async Task<Results<Ok<Page<LogRecord>>, ContentHttpResult, ProblemHttpResult>> ReadAsync(
        Guid id, [AsParameters] LogQuery query, Caller caller, Visibility visibility, LogHistory history, HttpContext context, CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var filter, out var faults) && faults.Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        try
        {
            var slice = await history.ReadAsync(id, filter, cancellationToken);
            var next = LogCursor.Write(slice.Through);
            context.Response.Headers[LogAnswers.NextHeader] = next;
            return query.Format switch
            {
                "text" => LogAnswers.Text(slice.Records),
                "ndjson" => LogAnswers.JsonLines(slice.Records),
                _ => TypedResults.Ok(new Page<LogRecord>(slice.Records, next)),
            };
        }
        catch (Exception exception) when (Complaint(exception) is { } complaint)
        {
            return Refusal.Invalid(filter.Pattern is null ? "q" : "regex", complaint);
        }
    }

    private static string? Complaint(Exception? exception) => exception switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.InvalidRegularExpression } => "It is not a regular expression.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => "The search took too long: make it simpler, or narrow the time.",
        _ => Complaint(exception.InnerException),
    };
}
