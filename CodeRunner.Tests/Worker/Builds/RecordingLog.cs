using System.Collections.Concurrent;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>Where a build's lines end in these tests; history itself has tests of its own.</summary>
internal sealed class RecordingLog : ILogSink
{
    private readonly ConcurrentQueue<LogEntry> entries = new();
    private readonly TaskCompletionSource<LogEntry> never = new();
    private Func<LogEntry, bool> awaited = _ => false;
    private TaskCompletionSource<LogEntry> seen;

    public RecordingLog() => seen = never;

    public IReadOnlyList<LogEntry> Entries => [.. entries];

    public string Text => string.Join('\n', entries.Select(entry => entry.Text));

    /// <summary>The first line from now on that matches.</summary>
    public Task<LogEntry> NextAsync(Func<LogEntry, bool> match)
    {
        seen = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref awaited, match);
        return seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        entries.Enqueue(entry);
        if (Volatile.Read(ref awaited)(entry))
            seen.TrySetResult(entry);
        return ValueTask.CompletedTask;
    }

    public Task FlushAsync(Ownership ownership, CancellationToken cancellationToken) => Task.CompletedTask;
}
