using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<SignInResponse>>> ListSignInsAsync(string? after, CancellationToken ct) => GetAsync<Page<SignInResponse>>($"/api/auth/me/sign-ins{PageQuery(after, 10)}", ct);
}
