using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Logs;

/// <summary>Follows what instances write, from the line after the last one stored, and frees the sandbox's space once lines are stored.</summary>
internal sealed partial class LogShipper(ISandboxProvider provider, ILogSink sink, Database database, TimeProvider clock, ILogger<LogShipper> logger)
{
    private static readonly TimeSpan AcknowledgeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public ShippedOutput Follow(Guid sandboxId, SandboxLabels labels, bool isNew, CancellationToken cancellationToken)
    {
        var output = new ShippedOutput();
        output.AllStored = Task.Run(() => ShipAsync(sandboxId, labels, isNew, output, cancellationToken), CancellationToken.None);
        return output;
    }

    private async Task ShipAsync(Guid sandboxId, SandboxLabels labels, bool isNew, ShippedOutput output, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var after = isNew ? 0 : await LastStoredAsync(sandboxId, cancellationToken);
                isNew = false;
                await ShipFromAsync(sandboxId, labels, after, output, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Interrupted(logger, exception, sandboxId);
                await clock.Wait(Pause, cancellationToken);
            }
        }
    }

    private async Task<long> LastStoredAsync(Guid sandboxId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.LogLines.Where(line => line.SandboxId == sandboxId).MaxAsync(line => (long?)line.Seq, cancellationToken) ?? 0;
    }

    private async Task ShipFromAsync(Guid sandboxId, SandboxLabels labels, long after, ShippedOutput output, CancellationToken cancellationToken)
    {
        var progress = new Progress { Written = after };
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acknowledging = AcknowledgeAsync(sandboxId, progress, done.Token);
        try
        {
            await foreach (var record in provider.ReadOutputAsync(sandboxId, after, cancellationToken))
            {
                output.Remember(record.Text);
                await sink.WriteAsync(ToEntry(sandboxId, labels, record), cancellationToken);
                Volatile.Write(ref progress.Written, record.Seq);
            }
            output.Finish();
        }
        finally
        {
            await done.CancelAsync();
            await acknowledging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await AcknowledgeOnceAsync(sandboxId, progress, cancellationToken);
    }

    private async Task AcknowledgeAsync(Guid sandboxId, Progress progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AcknowledgeEvery, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await AcknowledgeOnceAsync(sandboxId, progress, cancellationToken);
    }

    private async Task AcknowledgeOnceAsync(Guid sandboxId, Progress progress, CancellationToken cancellationToken)
    {
        var written = Volatile.Read(ref progress.Written);
        if (written <= progress.Acknowledged)
            return;
        await sink.FlushAsync(sandboxId, cancellationToken);
        await provider.AcknowledgeOutputAsync(sandboxId, written, cancellationToken);
        progress.Acknowledged = written;
    }

    private static LogEntry ToEntry(Guid sandboxId, SandboxLabels labels, OutputRecord record) => new()
    {
        ProjectId = labels.ProjectId,
        DeploymentId = labels.DeploymentId,
        ReleaseId = labels.ReleaseId,
        InstanceId = labels.InstanceId,
        Epoch = labels.Epoch,
        SandboxId = sandboxId,
        Seq = record.Seq,
        Time = record.Time,
        Stream = record.Stream == OutputStream.Stderr ? LogStream.Stderr : LogStream.Stdout,
        Text = record.Text,
        LostLines = record.LostLines,
        LostBytes = record.LostBytes,
    };

    private sealed class Progress
    {
        public long Written;

        public long Acknowledged { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the output of sandbox {SandboxId} was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception, Guid sandboxId);
}
