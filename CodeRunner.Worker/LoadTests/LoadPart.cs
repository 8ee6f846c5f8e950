using System.Diagnostics;
using CodeRunner.Core.LoadTests;

namespace CodeRunner.Worker.LoadTests;

/// <summary>
/// So many who ask, each again as soon as it was answered, until the share is used up. All that was begun is waited for, within the time of a request: what is counted is what the app saw. Ends
/// early where most of it fails.
/// </summary>
internal sealed class LoadPart(LoadClient client, int concurrency, LoadTestShare share, TimeSpan requestTime)
{
    /// <summary>From so many answers on it is sure enough, in the middle.</summary>
    private const int SureAnswers = 50;

    private readonly long began = Stopwatch.GetTimestamp();
    private int begun;
    private int answered;
    private int failed;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(began);

    public async Task<LoadTally> RunAsync(CancellationToken stop) => LoadTally.Sum(await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => AskAsync(stop))));

    private async Task<LoadTally> AskAsync(CancellationToken stop)
    {
        var tally = new LoadTally();
        var last = TimeSpan.Zero;
        while (!stop.IsCancellationRequested && Elapsed < share.Time && !IsFailing && Interlocked.Increment(ref begun) <= share.Requests && await client.AskAsync(requestTime, stop) is { } answer)
        {
            tally.Add(answer);
            last = Elapsed;
            Interlocked.Increment(ref answered);
            if (LoadTally.IsError(answer.Outcome))
                Interlocked.Increment(ref failed);
        }
        tally.End(last);
        return tally;
    }

    private bool IsFailing => Volatile.Read(ref answered) is var all && all >= SureAnswers && LoadTestPlan.IsTooMuch(Volatile.Read(ref failed), all);
}
