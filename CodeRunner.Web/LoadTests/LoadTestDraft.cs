using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Web.LoadTests;

/// <summary>A load test as it is being written.</summary>
public sealed class LoadTestDraft
{
    public static readonly IReadOnlyList<int> Concurrencies = [4, 8, 16, 32, 64];

    public static readonly IReadOnlyList<int> Lengths = [10, 30, 60, 120];

    public static readonly IReadOnlyList<int> Amounts = [1000, 5000, 20_000, 100_000];

    public string Path { get; set; } = "/";

    public string Method { get; set; } = "GET";

    public int MaxConcurrency { get; set; } = 32;

    public int MaxRequests { get; set; } = 20_000;

    public int Seconds { get; set; } = 30;

    public bool Consent { get; set; }

    public LoadTestRequest ToRequest() => new(Consent, Path.Trim(), Method, MaxConcurrency, MaxRequests, Seconds);
}
