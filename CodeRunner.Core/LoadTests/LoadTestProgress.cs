using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests;

/// <summary>How far a load test is, and what it measures.</summary>
public sealed record LoadTestProgress(int? Release, Limits? Limits, int? Instances, long Requests, long WarmUpRequests, IReadOnlyList<LoadTestStep> Steps)
{
    public static LoadTestProgress None { get; } = new(null, null, null, 0, 0, []);
}
