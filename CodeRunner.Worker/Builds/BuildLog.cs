using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>The build's lines in the deployment's log: the platform's own, and those of its steps.</summary>
public sealed class BuildLog(ILogSink sink, TimeProvider time)
{
    private const int LinesBetweenAcknowledgements = 1000;

    /// <summary>A line of the platform itself, such as "$ npm ci".</summary>
    public ValueTask SayAsync(BuildRequest request, string text, CancellationToken cancellationToken) =>
        sink.WriteAsync(Entry(request, null, 1, time.GetUtcNow(), text), cancellationToken);

    /// <summary>Writes all that a step's sandbox prints, until it has ended; what is stored is acknowledged. Returns the last line.</summary>
    public async Task<string> FollowAsync(BuildRequest request, Guid sandboxId, ISandboxProvider provider, CancellationToken cancellationToken)
    {
        var (last, unacknowledged, seq) = ("", 0, 0L);
        await foreach (var record in provider.ReadOutputAsync(sandboxId, 0, cancellationToken))
        {
            last = record.Text;
            var entry = Entry(request, sandboxId, record.Seq, record.Time, last) with { LostLines = record.LostLines, LostBytes = record.LostBytes };
            await sink.WriteAsync(entry, cancellationToken);
            seq = record.Seq;
            if (++unacknowledged < LinesBetweenAcknowledgements)
                continue;
            await AcknowledgeAsync(request, sandboxId, seq, provider, cancellationToken);
            unacknowledged = 0;
        }
        if (unacknowledged > 0)
            await AcknowledgeAsync(request, sandboxId, seq, provider, cancellationToken);
        return last;
    }

    private async Task AcknowledgeAsync(BuildRequest request, Guid sandboxId, long seq, ISandboxProvider provider, CancellationToken cancellationToken)
    {
        await sink.FlushAsync(request.Ownership, cancellationToken);
        await provider.AcknowledgeOutputAsync(sandboxId, seq, cancellationToken);
    }

    private static LogEntry Entry(BuildRequest request, Guid? sandboxId, long seq, DateTimeOffset at, string text) => new()
    {
        Ownership = request.Ownership,
        ProjectId = request.ProjectId,
        ReleaseId = request.ReleaseId,
        SandboxId = sandboxId,
        Seq = seq,
        Time = at,
        Stream = LogStream.Build,
        Text = text,
    };
}
