using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.LoadTests;

/// <summary>
/// What was answered to one that asks again and again, or to several. Each of them counts for itself until its own last answer: that some have nothing more to do while others still wait for theirs
/// makes throughput no smaller. For one at a time.
/// </summary>
internal sealed class LoadTally
{
    private readonly long[] counts = new long[Enum.GetValues<LoadOutcome>().Length];
    private readonly LatencySum latencies = new();
    private long bytes;
    private double rate;

    public long Requests => counts.Sum();

    public long Errors => this[LoadOutcome.ServerError] + this[LoadOutcome.Broken] + this[LoadOutcome.TimedOut];

    private long this[LoadOutcome outcome] => counts[(int)outcome];

    public static bool IsError(LoadOutcome outcome) => outcome is LoadOutcome.ServerError or LoadOutcome.Broken or LoadOutcome.TimedOut;

    public void Add(LoadAnswer answer)
    {
        counts[(int)answer.Outcome]++;
        bytes += answer.Bytes;
        if (answer.Outcome is not (LoadOutcome.Broken or LoadOutcome.TimedOut))
            latencies.Add(LatencyBuckets.Of(answer.Time), 1);
    }

    /// <summary>The one that it is of asked for so long.</summary>
    public void End(TimeSpan time) => rate = time > TimeSpan.Zero ? (Requests - Errors) / time.TotalSeconds : 0;

    public static LoadTally Sum(IEnumerable<LoadTally> parts)
    {
        var sum = new LoadTally();
        foreach (var part in parts)
        {
            for (var index = 0; index < sum.counts.Length; index++)
                sum.counts[index] += part.counts[index];
            sum.latencies.Add(part.latencies.ToHistogram());
            sum.bytes += part.bytes;
            sum.rate += part.rate;
        }
        return sum;
    }

    public LoadTestStep ToStep(int concurrency, TimeSpan time, int instances)
    {
        var histogram = latencies.ToHistogram();
        double? At(double rank) => histogram is null ? null : Math.Round(histogram.Percentile(rank), 3);
        return new(
            concurrency, Math.Round(time.TotalSeconds, 3), Requests, Errors,
            new(this[LoadOutcome.Ok], this[LoadOutcome.Redirect], this[LoadOutcome.ClientError], this[LoadOutcome.ServerError], this[LoadOutcome.Broken], this[LoadOutcome.TimedOut]),
            Math.Round(rate, 2), At(0.5), At(0.95), At(0.99), bytes, instances);
    }
}
