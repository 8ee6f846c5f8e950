namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>How a deployment was for so long: how often instances ended without being told to, how many of those were OOM kills, and its requests; p95 in ms, null without requests.</summary>
public sealed record HealthWindow(TimeSpan Duration, int Restarts, int OomKills, long Requests, double? P95Ms);
