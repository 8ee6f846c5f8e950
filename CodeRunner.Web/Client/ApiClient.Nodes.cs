using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    private const string Machines = "/api/system/machines";

    public Task<ApiResult<SystemResponse>> ShowSystemAsync(CancellationToken ct) => GetAsync<SystemResponse>("/api/system", ct);

    public Task<ApiResult<Page<NodeResponse>>> ListNodesAsync(CancellationToken ct) => GetAsync<Page<NodeResponse>>("/api/system/nodes?limit=200", ct);

    public Task<ApiResult<Page<MachineResponse>>> ListMachinesAsync(CancellationToken ct) => GetAsync<Page<MachineResponse>>($"{Machines}?limit=200", ct);

    /// <summary><paramref name="force"/>: also when no other machine takes apps.</summary>
    public Task<ApiProblem?> DrainMachineAsync(string id, bool force, CancellationToken ct) => SendAsync(HttpMethod.Post, $"{Machines}/{Uri.EscapeDataString(id)}/drain{(force ? "?force=true" : "")}", null, ct);

    public Task<ApiProblem?> ActivateMachineAsync(string id, CancellationToken ct) => SendAsync(HttpMethod.Post, $"{Machines}/{Uri.EscapeDataString(id)}/activate", null, ct);
}
