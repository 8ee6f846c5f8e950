namespace CodeRunner.Core.LoadTests;

/// <summary>What a part of a load test may use: it ends with the first of both.</summary>
public readonly record struct LoadTestShare(int Requests, TimeSpan Time);
