using System.Diagnostics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>A deployment's requests at this ingress since it was routed to. A few additions a request, and nothing allocated.</summary>
internal sealed class RequestCounts
{
    /// <summary>Upper bounds of the times that are counted, in seconds; what took longer is counted after the last.</summary>
    public static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly long[] Ticks = [.. Bounds.Select(bound => (long)(bound * Stopwatch.Frequency))];

    private readonly long[] classes = new long[AnswerClass.Count];
    private readonly long[] times = new long[Bounds.Length + 1];
    private long total;

    /// <summary>Of the answers whose time counts, how long all took together.</summary>
    public double Seconds => Volatile.Read(ref total) / (double)Stopwatch.Frequency;

    public void Add(int answerClass, long ticks)
    {
        Interlocked.Increment(ref classes[answerClass]);
        if (!AnswerClass.HasLatency(answerClass))
            return;
        var place = 0;
        while (place < Ticks.Length && ticks > Ticks[place])
            place++;
        Interlocked.Increment(ref times[place]);
        Interlocked.Add(ref total, ticks);
    }

    public long OfClass(int answerClass) => Volatile.Read(ref classes[answerClass]);

    /// <summary>How many took at most each of <see cref="Bounds"/>, and last, how many there were.</summary>
    public long[] Within()
    {
        var sums = new long[times.Length];
        for (var (index, sum) = (0, 0L); index < times.Length; index++)
            sums[index] = sum += Volatile.Read(ref times[index]);
        return sums;
    }
}
