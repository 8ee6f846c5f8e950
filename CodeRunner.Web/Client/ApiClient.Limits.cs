using CodeRunner.Contracts;
using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    private const string SystemLimits = "/api/system/limits";

    public Task<ApiResult<ProjectLimitsResponse>> GetProjectLimitsAsync(Guid project, CancellationToken ct) => GetAsync<ProjectLimitsResponse>($"/api/projects/{project}/limits", ct);

    public Task<ApiResult<UserLimitsResponse>> GetOwnLimitsAsync(CancellationToken ct) => GetAsync<UserLimitsResponse>("/api/auth/me/limits", ct);

    public Task<ApiResult<SystemLimitsResponse>> GetUsualLimitsAsync(CancellationToken ct) => GetAsync<SystemLimitsResponse>(SystemLimits, ct);

    public Task<ApiResult<Page<SystemUserLimits>>> ListLimitedUsersAsync(bool own, string? after, CancellationToken ct, int limit = 20) =>
        GetAsync<Page<SystemUserLimits>>($"{SystemLimits}/users{PageQuery(after, limit)}{(own ? "&own=true" : "")}", ct);

    public Task<ApiResult<Page<SystemProjectLimits>>> ListLimitedProjectsAsync(bool own, string? user, string? after, CancellationToken ct, int limit = 20) =>
        GetAsync<Page<SystemProjectLimits>>($"{SystemLimits}/projects{PageQuery(after, limit)}{(own ? "&own=true" : "")}{(user is null ? "" : $"&user={Uri.EscapeDataString(user)}")}", ct);

    public Task<ApiResult<SystemUserLimits>> GetLimitedUserAsync(string email, CancellationToken ct) => GetAsync<SystemUserLimits>(PathOf(email), ct);

    public Task<ApiResult<SystemProjectLimits>> GetLimitedProjectAsync(Guid project, CancellationToken ct) => GetAsync<SystemProjectLimits>(PathOf(project), ct);

    /// <summary>Without <paramref name="limits"/> the usual ones hold again.</summary>
    public Task<ApiProblem?> SetUserLimitsAsync(string email, ResourceLimits? limits, CancellationToken ct) => SetLimitsAsync(PathOf(email), limits, ct);

    /// <summary>Without <paramref name="limits"/> the usual ones hold again.</summary>
    public Task<ApiProblem?> SetProjectLimitsAsync(Guid project, ResourceLimits? limits, CancellationToken ct) => SetLimitsAsync(PathOf(project), limits, ct);

    private Task<ApiProblem?> SetLimitsAsync(string path, ResourceLimits? limits, CancellationToken ct) => SendAsync(limits is null ? HttpMethod.Delete : HttpMethod.Put, path, limits, ct);

    private static string PathOf(string email) => $"{SystemLimits}/users/{Uri.EscapeDataString(email)}";

    private static string PathOf(Guid project) => $"{SystemLimits}/projects/{project}";
}
