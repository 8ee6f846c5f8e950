using CodeRunner.Contracts;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<ScalingPolicyResponse>>> ListScalingPoliciesAsync(Guid deployment, CancellationToken ct) =>
        GetAsync<Page<ScalingPolicyResponse>>($"/api/deployments/{deployment}/scaling-policies?limit=200", ct);

    public Task<ApiProblem?> CreateScalingPolicyAsync(Guid deployment, ScalingPolicyRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/scaling-policies", request, ct);

    public Task<ApiProblem?> PutScalingPolicyAsync(Guid policy, ScalingPolicyRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, $"/api/scaling-policies/{policy}", request, ct);

    /// <summary>What those policies would have made of the recorded load; changes nothing.</summary>
    public Task<ApiResult<ScalingReplayResponse>> ReplayScalingAsync(Guid deployment, ScalingReplayRequest request, CancellationToken ct) =>
        ReadAsync<ScalingReplayResponse>(HttpMethod.Post, $"/api/deployments/{deployment}/scaling-policies/replay", request, ct);

    public Task<ApiProblem?> DeleteScalingPolicyAsync(Guid policy, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/scaling-policies/{policy}", null, ct);

    public Task<ApiResult<Page<ScalingScheduleResponse>>> ListScalingSchedulesAsync(Guid deployment, CancellationToken ct) =>
        GetAsync<Page<ScalingScheduleResponse>>($"/api/deployments/{deployment}/scaling-schedules?limit=200", ct);

    public Task<ApiProblem?> CreateScalingScheduleAsync(Guid deployment, ScalingScheduleRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/scaling-schedules", request, ct);

    public Task<ApiProblem?> PutScalingScheduleAsync(Guid schedule, ScalingScheduleRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, $"/api/scaling-schedules/{schedule}", request, ct);

    public Task<ApiProblem?> DeleteScalingScheduleAsync(Guid schedule, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/scaling-schedules/{schedule}", null, ct);

    public Task<ApiResult<Page<ScalingDecisionResponse>>> ListScalingDecisionsAsync(Guid deployment, bool changesOnly, string? after, CancellationToken ct, int limit = 20) =>
        GetAsync<Page<ScalingDecisionResponse>>($"/api/deployments/{deployment}/scaling-decisions{PageQuery(after, limit)}{(changesOnly ? "&changesOnly=true" : "")}", ct);

    public Task<ApiProblem?> ResumeScalingAsync(Guid deployment, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/scaling/resume", null, ct);
}
