namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Of one wake-up, in milliseconds: from the request to its answer; of that the app's own start; and the parts of the rest, one after the other.</summary>
internal sealed record WakeTimes(double Answered, double OwnStart, double UntilDecided, double UntilBegun, double OnceItListens)
{
    public double Beside => Answered - OwnStart;
}
