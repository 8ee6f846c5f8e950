using CodeRunner.Contracts.Costs;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    /// <summary>From the day on; without one, the present month.</summary>
    public Task<ApiResult<CostResponse>> GetCostAsync(Guid project, DateOnly? from, CancellationToken ct) =>
        GetAsync<CostResponse>($"/api/projects/{project}/cost{(from is { } day ? $"?from={day:yyyy-MM-dd}" : "")}", ct);

    public Task<ApiResult<CostSettingsResponse>> GetCostSettingsAsync(Guid project, CancellationToken ct) => GetAsync<CostSettingsResponse>($"/api/projects/{project}/cost/settings", ct);

    public Task<ApiProblem?> PutCostSettingsAsync(Guid project, CostSettings settings, CancellationToken ct) => SendAsync(HttpMethod.Put, $"/api/projects/{project}/cost/settings", settings, ct);
}
