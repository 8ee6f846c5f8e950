using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests.Deciding;

public static class LoadTestViews
{
    /// <summary>Of the knee nothing is said while there may be more steps.</summary>
    public static LoadTestResponse Show(LoadTest test, string? createdBy)
    {
        var plan = test.Plan;
        var knee = test.Steps.Count == 0 || !test.IsOver ? null : KneeDecider.Decide(test.Steps);
        return new(
            test.Id, test.DeploymentId, test.State, test.Reason ?? (test.CancelRequestedAt is not null ? LoadTestReasons.Cancelled : null), plan.Path, plan.Method, plan.MaxConcurrency, plan.MaxRequests,
            plan.Seconds, test.Release, test.Limits, test.Instances, test.Requests, test.WarmUpRequests, test.Steps, knee?.Knee, knee?.Note, createdBy, test.CreatedAt, test.StartedAt, test.EndedAt);
    }
}
