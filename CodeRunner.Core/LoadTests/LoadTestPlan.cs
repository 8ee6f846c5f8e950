namespace CodeRunner.Core.LoadTests;

/// <summary>What a load test asks for and how much of it at most: bounds of requests at once, of requests in all and of time.</summary>
public sealed record LoadTestPlan(string Path, string Method, int MaxConcurrency, int MaxRequests, int Seconds)
{
    public const int MostConcurrency = 64;
    public const int LeastRequests = 1000;
    public const int MostRequests = 100_000;
    public const int LeastSeconds = 5;
    public const int MostSeconds = 120;

    private const double MostErrors = 0.2;

    /// <summary>Of its requests and of its time.</summary>
    private const double WarmUpShare = 0.1;

    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(3);

    /// <summary>1, 2, 4, 8 … and the most.</summary>
    public IReadOnlyList<int> Concurrencies()
    {
        var steps = new List<int>();
        for (var concurrency = 1; concurrency < MaxConcurrency; concurrency *= 2)
            steps.Add(concurrency);
        return [.. steps, MaxConcurrency];
    }

    /// <summary>Before the first step: caches fill, and what is compiled at first use is.</summary>
    public LoadTestShare WarmUp() => new(
        (int)(WarmUpShare * MaxRequests), TimeSpan.FromSeconds(Math.Min(LongestWarmUp.TotalSeconds, WarmUpShare * Seconds)));

    /// <summary>Of what is left each step gets as much: a quick app does not use up in the first steps what the last ones need.</summary>
    public static LoadTestShare Share(int requestsLeft, TimeSpan timeLeft, int stepsLeft) => new(requestsLeft / stepsLeft, timeLeft / stepsLeft);

    /// <summary>Whether so many errors end it: what is overwhelmed is not pressed further.</summary>
    public static bool IsTooMuch(long errors, long requests) => errors > MostErrors * requests;
}
