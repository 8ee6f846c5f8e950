using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<AlertResponse>>> ListAlertsAsync(Guid deployment, AlertState state, string? after, CancellationToken ct, int limit = 20) =>
        GetAsync<Page<AlertResponse>>($"/api/deployments/{deployment}/alerts{PageQuery(after, limit)}&state={state.ToString().ToLowerInvariant()}", ct);

    public Task<ApiProblem?> AcknowledgeAlertAsync(Guid alert, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/alerts/{alert}/acknowledge", null, ct);

    public Task<ApiResult<Page<AlertRuleResponse>>> ListAlertRulesAsync(Guid deployment, CancellationToken ct) =>
        GetAsync<Page<AlertRuleResponse>>($"/api/deployments/{deployment}/alert-rules?limit=200", ct);

    public Task<ApiProblem?> CreateAlertRuleAsync(Guid deployment, AlertRuleRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/alert-rules", request, ct);

    public Task<ApiProblem?> PutAlertRuleAsync(Guid rule, AlertRuleRequest request, CancellationToken ct) => SendAsync(HttpMethod.Put, $"/api/alert-rules/{rule}", request, ct);

    public Task<ApiProblem?> DeleteAlertRuleAsync(Guid rule, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/alert-rules/{rule}", null, ct);
}
