using CodeRunner.Contracts.Search;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    /// <summary>Projects and deployments with that in their names; the newest where it is empty.</summary>
    public Task<ApiResult<SearchResponse>> SearchAsync(string text, int most, CancellationToken ct) => GetAsync<SearchResponse>($"/api/search?q={Uri.EscapeDataString(text)}&limit={most}", ct);
}
