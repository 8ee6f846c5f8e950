using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests.Deciding;

public static class LoadTestViews
{
    /// <summary>With the knee of what was measured so far; nothing is said of it before anything is.</summary>
    public static LoadTestResponse Show(LoadTest test, string? createdBy)
    {
        var plan = test.Plan;
        var knee = test.Steps.Count == 0 ? null : KneeDecider.Decide(test.Steps);
        return new(
            test.Id, test.DeploymentId, test.State, test.Reason ?? (test.CancelRequestedAt is not null ? LoadTestReasons.Cancelled : null), plan.Path, plan.Method, plan.MaxConcurrency, plan.MaxRequests,
            plan.Seconds, test.Release, test.Limits, test.Instances, test.Requests, test.WarmUpRequests, test.Steps, knee?.Knee, knee?.Note, createdBy, test.CreatedAt, test.StartedAt, test.EndedAt);
    }
}
