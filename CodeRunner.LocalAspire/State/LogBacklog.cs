using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.State;

/// <summary>The last lines of one resource. Bounded: old lines make room, and a slow watcher sees a gap in the numbers.</summary>
internal sealed class LogBacklog
{
    private const int Capacity = 2_000;
    private const int BatchSize = 200;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _watchers = [];
    private int _count;

    public void Add(string text, bool isError)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_gate)
        {
            var line = new LogLine(++_count, $"{time} {text}", isError);
            if (_lines.Count == Capacity) _lines.Dequeue();
            _lines.Enqueue(line);
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(line);
        }
    }

    public IReadOnlyList<LogLine> Lines()
    {
        lock (_gate) return [.. _lines];
    }

    public void Clear()
    {
        lock (_gate) _lines.Clear();
    }

    public void Complete()
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers) watcher.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            foreach (var line in _lines) channel.Writer.TryWrite(line);
            _watchers.Add(channel);
        }

        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                List<LogLine> batch = [];
                while (batch.Count < BatchSize && channel.Reader.TryRead(out var line)) batch.Add(line);
                if (batch.Count > 0) yield return batch;
            }
        }
        finally
        {
            lock (_gate) _watchers.Remove(channel);
        }
    }
}
