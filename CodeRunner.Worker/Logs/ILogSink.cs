using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Logs;

/// <summary>Where lines go. Writers of one sandbox write in the order of seq.</summary>
public interface ILogSink
{
    /// <summary>Takes a line; waits when too many are on their way. Returns before it is stored.</summary>
    ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when everything that was written under the ownership before this call is stored. Throws <see cref="LeaseLostException"/> when some of it was refused.
    /// </summary>
    Task FlushAsync(Ownership ownership, CancellationToken cancellationToken);
}
