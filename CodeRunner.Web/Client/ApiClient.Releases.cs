using CodeRunner.Contracts;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<ReleaseResponse>>> ListReleasesAsync(Guid deployment, string? after, CancellationToken ct, int limit = 20) =>
        GetAsync<Page<ReleaseResponse>>($"/api/deployments/{deployment}/releases" + PageQuery(after, limit), ct);

    public Task<ApiResult<ReleaseSummary>> CreateReleaseAsync(Guid deployment, CreateReleaseRequest request, CancellationToken ct) =>
        ReadAsync<ReleaseSummary>(HttpMethod.Post, $"/api/deployments/{deployment}/releases", request, ct);

    public Task<ApiProblem?> CancelReleaseAsync(Guid release, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/releases/{release}/cancel", null, ct);

    public Task<ApiProblem?> RollBackAsync(Guid deployment, int release, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/rollback", new RollbackRequest(release), ct);

    public Task<ApiResult<Page<TemplateResponse>>> ListSourceTemplatesAsync(CancellationToken ct) =>
        GetAsync<Page<TemplateResponse>>("/api/templates?kind=source&limit=200", ct);
}
