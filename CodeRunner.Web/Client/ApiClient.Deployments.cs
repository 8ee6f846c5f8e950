using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<DeploymentResponse>>> ListDeploymentsAsync(Guid project, string? after, CancellationToken ct, int limit = 50) =>
        GetAsync<Page<DeploymentResponse>>($"/api/projects/{project}/deployments" + PageQuery(after, limit), ct);

    /// <summary>All of a project's, newest first; of more than 5,000 the newest.</summary>
    public async Task<ApiResult<List<DeploymentResponse>>> ListAllDeploymentsAsync(Guid project, CancellationToken ct)
    {
        const int MostPages = 25;
        List<DeploymentResponse> all = [];
        string? next = null;
        for (var pages = 0; pages == 0 || (next is not null && pages < MostPages); pages++)
        {
            var page = await ListDeploymentsAsync(project, next, ct, 200);
            if (!page.Ok)
                return page.Problem;
            all.AddRange(page.Value.Items);
            next = page.Value.Next;
        }
        return all;
    }

    public Task<ApiResult<DeploymentResponse>> GetDeploymentAsync(Guid id, CancellationToken ct) =>
        GetAsync<DeploymentResponse>($"/api/deployments/{id}", ct);

    public Task<ApiResult<DeploymentResponse>> CreateDeploymentAsync(Guid project, CreateDeploymentRequest request, CancellationToken ct) =>
        ReadAsync<DeploymentResponse>(HttpMethod.Post, $"/api/projects/{project}/deployments", request, ct);

    public Task<ApiProblem?> UpdateDeploymentAsync(Guid id, UpdateDeploymentRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Patch, $"/api/deployments/{id}", request, ct);

    public Task<ApiProblem?> DeleteDeploymentAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/deployments/{id}", null, ct);

    public Task<ApiProblem?> StartAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/deployments/{id}/start", null, ct);

    public Task<ApiProblem?> StopAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/deployments/{id}/stop", null, ct);

    public Task<ApiProblem?> RestartAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/deployments/{id}/restart", null, ct);

    public Task<ApiProblem?> ScaleAsync(Guid id, int instances, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"/api/deployments/{id}/scale", new ScaleRequest(instances), ct);
}
