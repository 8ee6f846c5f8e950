using System.ComponentModel;
using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Logs;

/// <summary>Live lines as Server-Sent Events, from the same engine that serves the hub.</summary>
internal static class LogStreaming
{
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        Guid id,
        [FromHeader(Name = "Last-Event-ID")][Description("The last cursor seen, as browsers send it when they connect again; it counts before `after`.")] string? lastEventId,
        [FromQuery(Name = "after")][Description("The last cursor seen: what comes after it is sent first. Without one, only what comes from now on.")] string? cursor,
        HttpContext context,
        Caller caller,
        Visibility visibility,
        LiveLogs live,
        Watchers watchers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!LogCursor.TryParse(lastEventId ?? cursor, out var after))
            return Refusal.Invalid("after", "It must be the cursor of a line.");
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out var deployment, out var refusal))
            return refusal;

        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(cancellationToken);
        // The client of a quiet deployment is told that it listens now, and not with the first heartbeat.
        await context.Response.Body.FlushAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(caller.TimeLeft(time));
        using var watched = watchers.Add(new Watcher(caller, deployment.ProjectId, id, reach =>
        {
            if (reach?.Allows(Right.Read, deployment.Environment) != true)
                ending.Cancel();
        }));
        try
        {
            await WriteAsync(context.Response, live.FollowAsync(id, after, ending.Token), ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, its token ended, or was revoked, or its membership ended: each ends the stream.
        }
        return TypedResults.Empty;
    }

    private static async Task WriteAsync(HttpResponse response, IAsyncEnumerable<LiveBatch> batches, CancellationToken cancellationToken)
    {
        await foreach (var batch in batches)
        {
            // A comment now and then keeps proxies from taking a quiet stream for a dead one.
            if (batch.IsEmpty)
                await response.WriteAsync(": \n\n", cancellationToken);
            foreach (var record in batch.Parts.SelectMany(LogPacking.Read))
                await response.WriteAsync(Event(record), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private static string Event(LogRecord record) =>
        $"id: {record.Cursor}\nevent: {(record.Gap is null ? "line" : "gap")}\ndata: {JsonSerializer.Serialize(record, Wire.Json)}\n\n";
}
