using System.IO.Compression;
using System.Text;
using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Logs;

/// <summary>A log as a file, written while it is read: however large it is, no more than a part of it is in memory.</summary>
internal static class LogDownload
{
    /// <summary>Read at a time.</summary>
    private const int LinesAtOnce = 5000;

    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> DownloadAsync(
        Guid id, [AsParameters] LogQuery query, [FromQuery(Name = "gzip")] bool? gzip, Caller caller, Visibility visibility, LogHistory history, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var filter, out var faults) && faults.Any(out var invalid))
            return invalid;
        if (query is not { After: null, Before: null, Limit: null })
            return Refusal.Invalid("after", "A file has all lines: leave out after, before and limit.");
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out var deployment, out var refusal))
            return refusal;

        var json = query.Format is "ndjson" or "json";
        var name = $"{deployment.Slug}.{(json ? "ndjson" : "log")}{(gzip == true ? ".gz" : "")}";
        context.Response.ContentType = gzip == true ? "application/gzip" : json ? "application/x-ndjson" : "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        var all = history.ReadAllAsync(id, filter with { Limit = LinesAtOnce }, cancellationToken);
        await WriteAsync(context.Response.Body, gzip == true, json ? LogAnswers.Json : LogAnswers.Line, all, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task WriteAsync(
        Stream body, bool gzip, Func<LogRecord, string> write, IAsyncEnumerable<IReadOnlyList<LogRecord>> all, CancellationToken cancellationToken)
    {
        if (!gzip)
        {
            await WriteAsync(body, write, all, cancellationToken);
            return;
        }
        await using var file = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(file, write, all, cancellationToken);
    }

    private static async Task WriteAsync(Stream file, Func<LogRecord, string> write, IAsyncEnumerable<IReadOnlyList<LogRecord>> all, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        await foreach (var records in all)
        {
            lines.Clear();
            foreach (var record in records)
                lines.Append(write(record)).Append('\n');
            await file.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken);
        }
    }
}
