using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    private const string Sessions = "/api/auth/me/sessions";

    public Task<ApiResult<Page<SessionResponse>>> ListSessionsAsync(string? after, CancellationToken ct) => GetAsync<Page<SessionResponse>>($"{Sessions}{PageQuery(after, 10)}", ct);

    public Task<ApiProblem?> EndSessionAsync(Guid session, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"{Sessions}/{session}", null, ct);

    /// <summary>All but the one of this page.</summary>
    public Task<ApiProblem?> EndOtherSessionsAsync(CancellationToken ct) => SendAsync(HttpMethod.Delete, Sessions, null, ct);
}
