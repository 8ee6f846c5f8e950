using CodeRunner.Contracts;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<LoadTestResponse>>> ListLoadTestsAsync(Guid deployment, CancellationToken ct) => GetAsync<Page<LoadTestResponse>>($"/api/deployments/{deployment}/load-tests", ct);

    public Task<ApiProblem?> StartLoadTestAsync(Guid deployment, LoadTestRequest request, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/deployments/{deployment}/load-tests", request, ct);

    public Task<ApiProblem?> CancelLoadTestAsync(Guid loadTest, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/load-tests/{loadTest}/cancel", null, ct);

    public Task<ApiResult<LoadTestComparison>> CompareLoadTestsAsync(Guid deployment, int baseline, int other, CancellationToken ct) =>
        GetAsync<LoadTestComparison>($"/api/deployments/{deployment}/load-tests/compare?releases={baseline},{other}", ct);
}
