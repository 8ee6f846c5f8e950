using System.Runtime.CompilerServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Output;

/// <summary>Follows what sandboxes write until they have ended and all is read.</summary>
internal sealed class SandboxOutput(SandboxLifetimes lifetimes, OutputChanges changes)
{
    public async IAsyncEnumerable<OutputRecord> ReadAsync(
        SandboxDirectory directory, SandboxRecord record, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = lifetimes.WaitAsync(directory, record);
        var (watch, signal) = changes.Subscribe(directory.Output);
        try
        {
            using var reader = new SegmentReader(directory.Output, afterSeq);
            while (true)
            {
                // Looked at before reading: what is read after the end is all there is.
                var ended = end.IsCompleted;
                foreach (var line in reader.ReadNext())
                    yield return line;
                if (reader.AtEnd)
                {
                    if (ended) yield break;
                    await NextChangeAsync(signal.Reader, end, cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            changes.Unsubscribe(watch, signal);
        }
    }

    /// <summary>Never goes back: what was acknowledged once may be gone.</summary>
    public static void Acknowledge(SandboxDirectory directory, long seq)
    {
        if (seq > directory.ReadAcknowledged()) directory.WriteAcknowledged(seq);
    }

    private static async Task NextChangeAsync(System.Threading.Channels.ChannelReader<bool> signal, Task end, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = signal.WaitToReadAsync(stop.Token).AsTask();
        await Task.WhenAny(change, end);
        await stop.CancelAsync();
        while (signal.TryRead(out _))
        {
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
