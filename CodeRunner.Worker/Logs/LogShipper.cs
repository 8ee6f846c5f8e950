using System.Text;
using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Logs;

/// <summary>Follows what instances write, from the line after the last one stored, and frees the sandbox's space once lines are stored.</summary>
internal sealed partial class LogShipper(ISandboxProvider provider, ILogSink sink, Database database, TimeProvider clock, IOptions<LogOptions> options, ILogger<LogShipper> logger)
{
    private static readonly TimeSpan AcknowledgeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A shorter wait for the pace's sake costs more than it spares.</summary>
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromMilliseconds(20);

    public ShippedOutput Follow(Ownership ownership, Guid sandboxId, SandboxLabels labels, bool isNew, CancellationToken cancellationToken)
    {
        var output = new ShippedOutput();
        output.AllStored = Detached.Run(() => ShipAsync(new Source(ownership, sandboxId, labels), isNew, output, cancellationToken));
        return output;
    }

    private async Task ShipAsync(Source source, bool isNew, ShippedOutput output, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var after = isNew ? 0 : await FindLastAsync(source.SandboxId, cancellationToken);
                isNew = false;
                await ShipFromAsync(source, after, output, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not LeaseLostException && !cancellationToken.IsCancellationRequested)
            {
                Interrupted(logger, exception, source.SandboxId);
                await clock.Wait(Pause, cancellationToken);
            }
        }
    }

    /// <summary>The last line that was ever stored: what retention has removed since then was acknowledged before.</summary>
    private async Task<long> FindLastAsync(Guid sandboxId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var stored = await db.LogSources.Where(source => source.SandboxId == sandboxId).Select(source => source.LastSeq).SingleOrDefaultAsync(cancellationToken);
        return Math.Max(stored, await provider.FindAcknowledgedAsync(sandboxId, cancellationToken));
    }

    private async Task ShipFromAsync(Source source, long after, ShippedOutput output, CancellationToken cancellationToken)
    {
        var progress = new Progress { Written = after };
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acknowledging = AcknowledgeAsync(source, progress, done.Token);
        var pace = new Pace(options.Value.MaxLinesPerSecond, options.Value.MaxBytesPerSecond, clock);
        try
        {
            await foreach (var record in provider.ReadOutputAsync(source.SandboxId, after, cancellationToken))
            {
                output.Remember(record.Text);
                await sink.WriteAsync(ToEntry(source, record), cancellationToken);
                Volatile.Write(ref progress.Written, record.Seq);
                if (pace.Take(Encoding.UTF8.GetByteCount(record.Text)) is var ahead && ahead >= WorthWaiting)
                    await clock.Wait(ahead, cancellationToken);
            }
            output.Finish();
        }
        finally
        {
            await done.CancelAsync();
            await acknowledging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await AcknowledgeOnceAsync(source, progress, cancellationToken);
    }

    private async Task AcknowledgeAsync(Source source, Progress progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AcknowledgeEvery, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await TryAcknowledgeAsync(source, progress, cancellationToken);
    }

    private async Task TryAcknowledgeAsync(Source source, Progress progress, CancellationToken cancellationToken)
    {
        try
        {
            await AcknowledgeOnceAsync(source, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is not LeaseLostException && !cancellationToken.IsCancellationRequested)
        {
            NotAcknowledged(logger, exception, source.SandboxId);
        }
    }

    private async Task AcknowledgeOnceAsync(Source source, Progress progress, CancellationToken cancellationToken)
    {
        var written = Volatile.Read(ref progress.Written);
        if (written <= progress.Acknowledged)
            return;
        await sink.FlushAsync(source.Ownership, cancellationToken);
        await provider.AcknowledgeOutputAsync(source.SandboxId, written, cancellationToken);
        progress.Acknowledged = written;
    }

    private static LogEntry ToEntry(Source source, OutputRecord record) => new()
    {
        Ownership = source.Ownership,
        ProjectId = source.Labels.ProjectId,
        ReleaseId = source.Labels.ReleaseId,
        InstanceId = source.Labels.InstanceId,
        Epoch = source.Labels.Epoch,
        SandboxId = source.SandboxId,
        Seq = record.Seq,
        Time = record.Time,
        Stream = record.Stream == OutputStream.Stderr ? LogStream.Stderr : LogStream.Stdout,
        Text = record.Text,
        LostLines = record.LostLines,
        LostBytes = record.LostBytes,
    };

    private sealed record Source(Ownership Ownership, Guid SandboxId, SandboxLabels Labels);

    private sealed class Progress
    {
        public long Written;

        public long Acknowledged { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the output of sandbox {SandboxId} was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception, Guid sandboxId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is stored of the output of sandbox {SandboxId} was not acknowledged; it is tried again")]
    private static partial void NotAcknowledged(ILogger logger, Exception exception, Guid sandboxId);
}
