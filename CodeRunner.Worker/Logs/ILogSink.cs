namespace CodeRunner.Worker.Logs;

/// <summary>Where lines go. Writers of one sandbox write in the order of seq.</summary>
public interface ILogSink
{
    /// <summary>Takes a line; waits when too many are on their way. Returns before it is stored.</summary>
    ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken);

    /// <summary>Returns when everything that was written for the sandbox before this call is stored.</summary>
    Task FlushAsync(Guid sandboxId, CancellationToken cancellationToken);
}
