using System.Diagnostics;
using System.Runtime.CompilerServices;
using CodeRunner.Api.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core;
using CodeRunner.Core.Logs;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Logs;

/// <summary>Reads stored records, oldest first.</summary>
internal sealed class LogHistory(CodeRunnerDb db, TimeProvider time)
{
    /// <summary>A search that finds little answers then, and says how far it has looked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Everything up to <see cref="Through"/> was looked at; there may be more before the cursor <see cref="Previous"/>, null where not.</summary>
    internal sealed record Slice(IReadOnlyList<LogRecord> Records, long Through, long? Previous);

    public async Task<Slice> ReadAsync(Guid deploymentId, LogFilter filter, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(deploymentId, cancellationToken);
        if (filter.ReleaseNumber is { } number)
        {
            if (await FindReleaseAsync(deploymentId, number, cancellationToken) is not { } release)
                return new Slice([], Math.Max(head, filter.After ?? 0), null);
            filter = filter with { ReleaseId = release };
        }
        return filter.FromTheEnd
            ? await ReadBackAsync(deploymentId, filter, head, cancellationToken)
            : await ReadOnAsync(deploymentId, filter, head, cancellationToken);
    }

    /// <summary>All that match, from the first to what is the last now. Whoever stops reading stops this.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogRecord>> ReadAllAsync(
        Guid deploymentId, LogFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = await HeadAsync(deploymentId, cancellationToken);
        for (var seen = 0L; seen < head;)
        {
            var slice = await ReadAsync(deploymentId, filter with { After = seen, Before = null }, cancellationToken);
            if (slice.Records.Count > 0)
                yield return slice.Records;
            seen = slice.Through;
        }
    }

    /// <summary>The next batches behind that cursor, one at least unless there is none; of the packed ones behind the first no more than so many bytes.</summary>
    public async Task<IReadOnlyList<LiveBatch>> ReadBatchesAsync(Guid deploymentId, long after, int bytes, CancellationToken cancellationToken)
    {
        var chunks = await db.AfterAsync(deploymentId, after, LogChunks.Sought.Any, cancellationToken, bytes);
        if (chunks.Count > 0)
            return chunks[0].After > after ? [Expired(after, chunks[0].After, chunks[0].Earliest), .. chunks.Select(LiveBatch.Of)] : [.. chunks.Select(LiveBatch.Of)];
        var head = await HeadAsync(deploymentId, cancellationToken);
        if (head <= after)
            return [];
        // Either it came between the two questions, or retention has taken all.
        chunks = await db.AfterAsync(deploymentId, after, LogChunks.Sought.Any, cancellationToken, bytes);
        return chunks.Count > 0 ? [.. chunks.Select(LiveBatch.Of)] : [Expired(after, head, time.GetUtcNow())];
    }

    /// <summary>The last cursor that was given out, 0 before the first line.</summary>
    public Task<long> HeadAsync(Guid deploymentId, CancellationToken cancellationToken) =>
        db.LogHeads.Where(head => head.DeploymentId == deploymentId).Select(head => head.LastCursor).SingleOrDefaultAsync(cancellationToken);

    private static LiveBatch Expired(long after, long last, DateTimeOffset at) => LiveBatch.Of([LogExpiry.Gap(after, last, at)], after, last);

    private Task<Guid?> FindReleaseAsync(Guid deploymentId, int number, CancellationToken cancellationToken) => db.Releases
        .Where(release => release.DeploymentId == deploymentId && release.Number == number).Select(release => (Guid?)release.Id).SingleOrDefaultAsync(cancellationToken);

    private async Task<Slice> ReadOnAsync(Guid deploymentId, LogFilter filter, long head, CancellationToken cancellationToken)
    {
        var (records, seen, watch) = (new List<LogRecord>(), filter.After ?? 0, Stopwatch.StartNew());
        while (watch.Elapsed < Patience)
        {
            var chunks = await db.AfterAsync(deploymentId, seen, filter.Sought, cancellationToken);
            if (chunks.Count == 0)
            {
                if (filter.IsWhole && head > seen)
                    records.Add(LogExpiry.Gap(seen, head, time.GetUtcNow()));
                return new Slice(records, Math.Max(head, seen), null);
            }
            foreach (var chunk in chunks)
            {
                if (filter.IsWhole && chunk.After > seen)
                    records.Add(LogExpiry.Gap(seen, chunk.After, chunk.Earliest));
                foreach (var record in chunk.Records().Where(record => LogCursor.Of(record) > seen && filter.Matches(record)))
                {
                    records.Add(record);
                    if (records.Count >= filter.Limit)
                        return new Slice(records, LogCursor.Of(record), null);
                }
                seen = chunk.Last;
            }
        }
        return new Slice(records, seen, null);
    }

    private async Task<Slice> ReadBackAsync(Guid deploymentId, LogFilter filter, long head, CancellationToken cancellationToken)
    {
        var (records, before, watch) = (new List<LogRecord>(), filter.Before ?? long.MaxValue, Stopwatch.StartNew());
        long? through = filter.Before is { } end ? end - 1 : null;
        while (watch.Elapsed < Patience)
        {
            var chunks = await db.BeforeAsync(deploymentId, before, filter.Sought, cancellationToken);
            if (chunks.Count == 0)
                return Found(null);
            through ??= Math.Max(head, chunks[0].Last);
            foreach (var chunk in chunks)
            {
                foreach (var record in chunk.Records().Reverse().Where(record => LogCursor.Of(record) < before && filter.Matches(record)))
                {
                    records.Add(record);
                    if (records.Count >= filter.Limit)
                        return Found(LogCursor.Of(record));
                }
                before = chunk.After + 1;
            }
        }
        return Found(before);

        Slice Found(long? previous)
        {
            records.Reverse();
            return new Slice(records, through ?? head, previous);
        }
    }
}
