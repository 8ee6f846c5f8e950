namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Counts what a replay shows, between its first and last second that count.</summary>
internal sealed class ReplayTally(ReplaySetup setup)
{
    private const int ReversalSeconds = 600;
    private const double SecondsPerHour = 3600;

    private readonly List<double> reactions = [];
    private long requests, late, instanceSeconds, minimumSeconds;
    private int violations, changes, reversals, turns;
    private int lastDirection;
    private int lastChange;
    private int? tooFewSince;

    public void Serve(int second, int lateNow, int instances)
    {
        if (second < setup.From)
            return;
        requests += setup.Arrivals[second];
        late += lateNow;
        violations += lateNow > 0 ? 1 : 0;
        instanceSeconds += instances;
        minimumSeconds += Math.Max(setup.Minimum, (long)Math.Ceiling(setup.Trace.Rate(second) / setup.Capacity));
    }

    public void Decide(int second, int before, int after)
    {
        CountChange(second, Math.Sign(after - before));
        var enough = setup.Trace.Rate(second) <= after * setup.Capacity;
        if (enough && tooFewSince is { } since && second >= setup.From)
            reactions.Add(second - since);
        tooFewSince = enough ? null : tooFewSince ?? second;
    }

    /// <summary><paramref name="leftLate"/>: requests that waited for more than a second already when the replay ended.</summary>
    public ReplayScore ToScore(long leftLate)
    {
        reactions.Sort();
        return new ReplayScore(
            requests, late + leftLate, violations, instanceSeconds / SecondsPerHour, minimumSeconds / SecondsPerHour, changes, reversals, turns, Reaction(0.5), Reaction(0.95));
    }

    private void CountChange(int second, int direction)
    {
        if (direction == 0)
            return;
        if (second >= setup.From)
        {
            changes++;
            turns += direction == -lastDirection ? 1 : 0;
            reversals += direction == -lastDirection && second - lastChange <= ReversalSeconds ? 1 : 0;
        }
        (lastDirection, lastChange) = (direction, second);
    }

    private double? Reaction(double share) => reactions.Count == 0 ? null : reactions[Math.Max(0, (int)Math.Ceiling(share * reactions.Count) - 1)];
}
