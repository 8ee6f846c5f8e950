namespace CodeRunner.Contracts.Nodes;

/// <summary>Something that a service needs: <paramref name="Status"/> is healthy, degraded (it goes on without) or unhealthy; <paramref name="LatencyMs"/> how long the look took.</summary>
public sealed record ComponentHealth(string Name, string Status, double LatencyMs);
