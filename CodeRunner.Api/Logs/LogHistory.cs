using System.Text.RegularExpressions;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core;
using CodeRunner.Core.Logs;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Logs;

/// <summary>Reads stored lines, oldest first.</summary>
internal sealed class LogHistory(CodeRunnerDb db)
{
    /// <summary>What a page is answered with: the lines, and the cursor up to which everything was looked at.</summary>
    internal sealed record Slice(IReadOnlyList<LogRecord> Records, long Through);

    public Task<Slice> ReadAsync(Guid deploymentId, LogFilter filter, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            // A pattern that is hard to match ends here and not when the processor has had enough.
            if (filter.Pattern is not null || filter.Text is not null)
                await db.Database.ExecuteSqlAsync($"SET LOCAL statement_timeout = '3s'", cancellationToken);
            var head = await HeadAsync(deploymentId, cancellationToken);
            var lines = Select(deploymentId, filter).Where(line => line.Cursor <= head);
            var rows = filter.FromTheEnd
                ? await lines.OrderByDescending(line => line.Cursor).Take(filter.Limit).ToListAsync(cancellationToken)
                : await lines.OrderBy(line => line.Cursor).Take(filter.Limit).ToListAsync(cancellationToken);
            if (filter.FromTheEnd)
                rows.Reverse();
            var through = rows.Count == filter.Limit ? rows[^1].Cursor : Math.Max(head, filter.After ?? 0);
            return new Slice([.. rows.Select(Show)], through);
        },
        cancellationToken);

    /// <summary>The last cursor that was given out, 0 before the first line.</summary>
    public Task<long> HeadAsync(Guid deploymentId, CancellationToken cancellationToken) =>
        db.LogHeads.Where(head => head.DeploymentId == deploymentId).Select(head => head.LastCursor).SingleOrDefaultAsync(cancellationToken);

    private IQueryable<LogLine> Select(Guid deploymentId, LogFilter filter)
    {
        var lines = db.LogLines.AsNoTracking().Where(line => line.DeploymentId == deploymentId);
        if (filter.After is { } after)
            lines = lines.Where(line => line.Cursor > after);
        if (filter.Since is { } since)
            lines = lines.Where(line => line.Time >= since);
        if (filter.Until is { } until)
            lines = lines.Where(line => line.Time < until);
        if (filter.Streams is { Count: > 0 } streams)
            lines = lines.Where(line => streams.Contains(line.Stream));
        if (filter.InstanceId is { } instance)
            lines = lines.Where(line => line.InstanceId == instance);
        if (filter.ReleaseId is { } release)
            lines = lines.Where(line => line.ReleaseId == release);
        if (filter.ReleaseNumber is { } number)
            lines = lines.Where(line => db.Releases.Any(each => each.DeploymentId == deploymentId && each.Number == number && each.Id == line.ReleaseId));
        if (filter.Text is { } text)
            lines = lines.Where(line => EF.Functions.ILike(line.Text, $"%{Escape(text)}%", @"\"));
        if (filter.Pattern is { } pattern)
            lines = lines.Where(line => Regex.IsMatch(line.Text, pattern));
        return lines;
    }

    private static string Escape(string text) => text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    private static LogRecord Show(LogLine line) => line.GapLines > 0 || line.GapBytes > 0
        ? new LogRecord
        {
            Cursor = LogCursor.Write(line.Cursor),
            Time = line.Time,
            InstanceId = line.InstanceId,
            ReleaseId = line.ReleaseId,
            Gap = new LogGap(line.GapLines, line.GapBytes),
        }
        : new LogRecord
        {
            Cursor = LogCursor.Write(line.Cursor),
            Time = line.Time,
            InstanceId = line.InstanceId,
            ReleaseId = line.ReleaseId,
            Seq = line.Seq,
            Epoch = line.Epoch,
            Stream = line.Stream,
            Level = line.Level,
            Text = line.Text,
        };
}
