using System.Runtime.CompilerServices;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// What a task says, followed to its end. The engine's stream may break, and does not end with the task; a hole in it is looked at again before lines are given up for lost: only what a
/// new reading does not bring either is gone from the engine's files.
/// </summary>
internal sealed class TaskOutput(TaskLog log, TaskWatch watch)
{
    private const int MostFailures = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<(OutputRecord Record, EngineTime Time)> ReadAsync(string task, OutputPosition? from, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sequence = new OutputSequence(afterSeq);
        var end = watch.WaitAsync(task);
        var (since, failures, again) = (from?.Time, 0, true);
        while (!sequence.Ended && failures < MostFailures)
        {
            // The first pass takes what is there already; so does the last, and one that looks at a hole again.
            var (last, follow) = (end.IsCompleted, !again && !end.IsCompleted);
            var (hole, failed) = (false, false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var entries = log.ReadAsync(task, sequence.Since ?? since, follow, stop.Token).GetAsyncEnumerator(stop.Token);
            try
            {
                while (true)
                {
                    var (more, broke) = await TryNextAsync(entries, follow ? end : null, stop, cancellationToken);
                    failed = broke;
                    if (!more) break;
                    if (follow && sequence.HasHole(entries.Current))
                    {
                        hole = true;
                        break;
                    }

                    foreach (var record in sequence.Take(entries.Current)) yield return (record, entries.Current.Time);
                    if (sequence.Ended) break;
                }
            }
            finally
            {
                await CloseAsync(entries, stop);
            }

            if (last && !failed) break;
            failures = failed ? failures + 1 : 0;
            if (failed) await Task.Delay(Pause, cancellationToken);
            again = hole;
        }
    }

    /// <summary>False at the end of the stream, when it broke, and a moment after the task has ended while it is followed.</summary>
    private static async Task<(bool More, bool Broke)> TryNextAsync(IAsyncEnumerator<TaskEntry> entries, Task? end, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            var next = entries.MoveNextAsync().AsTask();
            if (end is not null && await Task.WhenAny(next, end) == end && await Task.WhenAny(next, Task.Delay(Pause, cancellationToken)) != next)
            {
                await stop.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return (false, false);
            }

            return (await next, false);
        }
        catch (Exception broke) when (SwarmErrors.IsAway(broke))
        {
            return (false, true);
        }
    }

    private static async Task CloseAsync(IAsyncEnumerator<TaskEntry> entries, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await entries.DisposeAsync();
    }
}
