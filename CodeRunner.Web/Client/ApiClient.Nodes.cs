using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<SystemResponse>> ShowSystemAsync(CancellationToken ct) => GetAsync<SystemResponse>("/api/system", ct);

    public Task<ApiResult<Page<NodeResponse>>> ListNodesAsync(CancellationToken ct) => GetAsync<Page<NodeResponse>>("/api/system/nodes?limit=200", ct);
}
