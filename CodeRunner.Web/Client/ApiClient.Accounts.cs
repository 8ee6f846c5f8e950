using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    private const string Accounts = "/api/system/accounts";

    public Task<ApiResult<Page<AccountResponse>>> ListAccountsAsync(string search, string sort, string? after, CancellationToken ct) =>
        GetAsync<Page<AccountResponse>>($"{Accounts}{PageQuery(after, 20)}&sort={sort}{(search.Length > 0 ? $"&q={Uri.EscapeDataString(search)}" : "")}", ct);

    public Task<ApiProblem?> EndSessionsOfAsync(string email, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"{Accounts}/{Uri.EscapeDataString(email)}/sessions", null, ct);

    public Task<ApiProblem?> CloseAccountAsync(string email, CancellationToken ct) => SendAsync(HttpMethod.Post, $"{Accounts}/{Uri.EscapeDataString(email)}/close", null, ct);

    public Task<ApiProblem?> OpenAccountAsync(string email, CancellationToken ct) => SendAsync(HttpMethod.Post, $"{Accounts}/{Uri.EscapeDataString(email)}/open", null, ct);
}
