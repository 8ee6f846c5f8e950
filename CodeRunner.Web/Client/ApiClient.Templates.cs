using System.Net.Http.Headers;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Templates;
using CodeRunner.Web.Configuration;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    /// <summary>All that a project's configurations can be filled from: its own first, then what comes with the platform.</summary>
    public async Task<ApiResult<List<TemplateResponse>>> ListVariableTemplatesAsync(Guid project, CancellationToken ct)
    {
        var own = await GetAsync<Page<TemplateResponse>>($"/api/projects/{project}/templates?limit=200", ct);
        if (!own.Ok)
            return own.Problem;
        var builtIn = await GetAsync<Page<TemplateResponse>>("/api/templates?kind=variables", ct);
        if (!builtIn.Ok)
            return builtIn.Problem;
        List<TemplateResponse> all = [.. own.Value.Items, .. builtIn.Value.Items];
        return all;
    }

    public Task<ApiResult<TemplateResponse>> CreateTemplateAsync(Guid project, TemplateRequest request, CancellationToken ct) =>
        ReadAsync<TemplateResponse>(HttpMethod.Post, $"/api/projects/{project}/templates", request, ct);

    /// <summary>Refused with 412 when the template is not at <paramref name="version"/> any more.</summary>
    public Task<ApiResult<TemplateResponse>> PutTemplateAsync(string id, TemplateRequest request, int version, CancellationToken ct) =>
        ReadGuardedAsync<TemplateResponse>(HttpMethod.Put, $"/api/templates/{id}", request, version, ct);

    public Task<ApiProblem?> DeleteTemplateAsync(string id, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/templates/{id}", null, ct);

    /// <summary>Refused with 412 when the configuration is not at <paramref name="version"/> any more.</summary>
    public Task<ApiResult<ConfigDiff>> ApplyTemplateAsync(ConfigPlace of, ApplyTemplateRequest request, int version, CancellationToken ct) =>
        ReadGuardedAsync<ConfigDiff>(HttpMethod.Post, $"{of.Path}/apply-template", request, version, ct);

    private async Task<ApiResult<T>> ReadGuardedAsync<T>(HttpMethod method, string path, object body, int version, CancellationToken ct)
        where T : class
    {
        var (request, problem) = await RequestAsync(method, path, body, ct);
        if (problem is not null)
            return problem;
        request!.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return await HttpExchange.ReadAsync<T>(http, request, ct);
    }
}
