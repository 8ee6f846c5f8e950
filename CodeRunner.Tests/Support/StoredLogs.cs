using CodeRunner.Contracts.Logs;
using CodeRunner.Core;
using CodeRunner.Core.Logs;

namespace CodeRunner.Tests.Support;

/// <summary>What history has of a deployment, as records.</summary>
internal static class StoredLogs
{
    public static async Task<List<LogRecord>> LogAsync(this CodeRunnerDb db, Guid deploymentId)
    {
        var all = new List<LogRecord>();
        var seen = 0L;
        while (await db.AfterAsync(deploymentId, seen, LogChunks.Sought.Any, CancellationToken.None) is { Count: > 0 } chunks)
        {
            all.AddRange(chunks.SelectMany(chunk => chunk.Records()));
            seen = chunks[^1].Last;
        }
        return all;
    }

    public static long Number(this LogRecord record) => long.Parse(record.Cursor);
}
