using CodeRunner.Contracts;
using CodeRunner.Contracts.Tokens;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<ApiTokenResponse>>> ListTokensAsync(Guid project, CancellationToken ct) =>
        GetAsync<Page<ApiTokenResponse>>($"/api/projects/{project}/tokens?limit=200", ct);

    public Task<ApiResult<ApiTokenResponse>> CreateTokenAsync(Guid project, ApiTokenRequest request, CancellationToken ct) =>
        ReadAsync<ApiTokenResponse>(HttpMethod.Post, $"/api/projects/{project}/tokens", request, ct);

    public Task<ApiResult<ApiTokenResponse>> RotateTokenAsync(Guid project, Guid token, RotateApiTokenRequest request, CancellationToken ct) =>
        ReadAsync<ApiTokenResponse>(HttpMethod.Post, $"/api/projects/{project}/tokens/{token}/rotate", request, ct);

    public Task<ApiProblem?> RevokeTokenAsync(Guid project, Guid token, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/projects/{project}/tokens/{token}", null, ct);
}
