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
    private Action<LogEntry> reaction = _ => { };

    public RecordingLog() => seen = never;

    public IReadOnlyList<LogEntry> Entries => [.. entries];

    public string Text => string.Join('\n', entries.Select(entry => entry.Text));

    /// <summary>The first line from now on that matches.</summary>
    public Task<LogEntry> NextAsync(Func<LogEntry, bool> match)
    {
        seen = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref awaited, match);
        return seen.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>Does something the moment that a line comes which matches, before the writer goes on.</summary>
    public void On(Func<LogEntry, bool> match, Action act) => reaction = entry =>
    {
        if (match(entry))
            act();
    };

    public ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        entries.Enqueue(entry);
        reaction(entry);
        cancellationToken.ThrowIfCancellationRequested(); // as the log that ships them does
        if (Volatile.Read(ref awaited)(entry))
            seen.TrySetResult(entry);
        return ValueTask.CompletedTask;
    }

    public Task FlushAsync(Ownership ownership, CancellationToken cancellationToken) => Task.CompletedTask;
}
