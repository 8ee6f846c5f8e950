using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<ProjectResponse>>> ListProjectsAsync(string? after, CancellationToken ct, int limit = 50) =>
        GetAsync<Page<ProjectResponse>>("/api/projects" + PageQuery(after, limit), ct);

    public Task<ApiResult<ProjectResponse>> GetProjectAsync(Guid id, CancellationToken ct) => GetAsync<ProjectResponse>($"/api/projects/{id}", ct);

    public Task<ApiResult<ProjectResponse>> CreateProjectAsync(CreateProjectRequest request, CancellationToken ct) =>
        ReadAsync<ProjectResponse>(HttpMethod.Post, "/api/projects", request, ct);

    public Task<ApiResult<ProjectResponse>> UpdateProjectAsync(Guid id, UpdateProjectRequest request, CancellationToken ct) =>
        ReadAsync<ProjectResponse>(HttpMethod.Patch, $"/api/projects/{id}", request, ct);

    public Task<ApiProblem?> DeleteProjectAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/projects/{id}", null, ct);
}
