using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<HostsResponse>> ListHostsAsync(Guid deployment, CancellationToken ct) => GetAsync<HostsResponse>($"/api/deployments/{deployment}/hosts", ct);

    public Task<ApiProblem?> PutHostAsync(Guid deployment, string host, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, $"/api/deployments/{deployment}/hosts/{Uri.EscapeDataString(host)}", null, ct);

    public Task<ApiProblem?> DeleteHostAsync(Guid deployment, string host, CancellationToken ct) =>
        SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment}/hosts/{Uri.EscapeDataString(host)}", null, ct);
}
