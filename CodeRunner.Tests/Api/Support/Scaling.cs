using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Tests.Api.Support;

internal static class Scaling
{
    public static async Task<ScalingPolicyResponse> PolicyAsync(this TestUser user, Guid deployment, object policy) =>
        (await user.SendAsync<ScalingPolicyResponse>(HttpMethod.Post, $"/api/deployments/{deployment}/scaling-policies", policy))!;

    public static async Task<ScalingScheduleResponse> ScheduleAsync(this TestUser user, Guid deployment, object schedule) =>
        (await user.SendAsync<ScalingScheduleResponse>(HttpMethod.Post, $"/api/deployments/{deployment}/scaling-schedules", schedule))!;

    /// <summary>Stores a decision as a Worker does; a minute long where nothing changes.</summary>
    public static async Task DecideAsync(this ApiFactory api, Guid deployment, int from, int to, DateTimeOffset time, string reason = "So it is.")
    {
        await using var db = api.Db();
        var inputs = new Dictionary<string, double> { ["requests"] = 12.5 };
        var decision = new ScalingDecision(deployment, from, to, ScalingRule.Requests, reason, inputs, "It stays.", time);
        if (decision.Continues(from, to, ScalingRule.Requests))
            decision.Extend(reason, inputs, "It stays.", time.AddMinutes(1));
        db.ScalingDecisions.Add(decision);
        await db.SaveChangesAsync();
    }
}
