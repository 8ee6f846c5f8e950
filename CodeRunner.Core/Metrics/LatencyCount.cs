namespace CodeRunner.Core.Metrics;

public readonly record struct LatencyCount(int Bucket, long Count);
