using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<OptimizationResponse>> GetOptimizationAsync(Guid deployment, OptimizationStrategy strategy, CancellationToken ct) =>
        GetAsync<OptimizationResponse>($"/api/deployments/{deployment}/optimization?strategy={strategy.ToString().ToLowerInvariant()}", ct);

    public Task<ApiProblem?> ApplyRecommendationAsync(Guid recommendation, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/recommendations/{recommendation}/apply", null, ct);

    public Task<ApiProblem?> UndoRecommendationAsync(Guid recommendation, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/recommendations/{recommendation}/undo", null, ct);

    public Task<ApiProblem?> DismissRecommendationAsync(Guid recommendation, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/recommendations/{recommendation}/dismiss", null, ct);
}
