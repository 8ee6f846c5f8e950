namespace CodeRunner.Contracts.LoadTests;

/// <summary>Where more requests at once stop being worth what they cost in latency.</summary>
public sealed record LoadTestKnee(int Concurrency, double Throughput, double? P95);
