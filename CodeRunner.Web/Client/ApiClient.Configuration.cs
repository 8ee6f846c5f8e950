using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Web.Configuration;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    /// <summary>A body is bounded: quotes and letters of other scripts must not take six characters each.</summary>
    private static readonly JsonSerializerOptions AsShortAsText = new(Wire.Json) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task<ApiResult<ConfigResponse>> GetConfigAsync(ConfigPlace of, CancellationToken ct) => GetAsync<ConfigResponse>(of.Path, ct);

    /// <summary>Refused with 412 when the configuration is not at <paramref name="version"/> any more.</summary>
    public Task<ApiProblem?> SetVariableAsync(ConfigPlace of, string key, SetVariableRequest request, int version, CancellationToken ct) =>
        GuardedAsync(HttpMethod.Put, $"{of.Path}/variables/{Uri.EscapeDataString(key)}", request, version, ct);

    /// <summary>As <see cref="SetVariableAsync"/>.</summary>
    public Task<ApiProblem?> DeleteVariableAsync(ConfigPlace of, string key, int version, CancellationToken ct) =>
        GuardedAsync(HttpMethod.Delete, $"{of.Path}/variables/{Uri.EscapeDataString(key)}", null, version, ct);

    public Task<ApiResult<RevealedValue>> RevealAsync(ConfigPlace of, string key, CancellationToken ct) =>
        ReadAsync<RevealedValue>(HttpMethod.Post, $"{of.Path}/variables/{Uri.EscapeDataString(key)}/reveal", null, ct);

    /// <summary>
    /// Takes dotenv text; or, with dryRun, only says what it would change. <paramref name="secrets"/>: the keys that are secrets; null for what the text marks, or names
    /// tell. They go with the text in the body: a request line holds few.
    /// </summary>
    public async Task<ApiResult<ConfigDiff>> ImportConfigAsync(
        ConfigPlace of, string text, bool dryRun, bool replace, IReadOnlyList<string>? secrets, string? reason, int version, CancellationToken ct)
    {
        var path = $"{of.Path}/import?dryRun={(dryRun ? "true" : "false")}&replace={(replace ? "true" : "false")}"
            + (string.IsNullOrWhiteSpace(reason) ? "" : $"&reason={Uri.EscapeDataString(reason.Trim())}");
        var (request, problem) = await RequestAsync(HttpMethod.Post, path, null, ct);
        if (problem is not null)
            return problem;
        request!.Content = secrets is null
            ? new StringContent(text, Encoding.UTF8, "text/plain")
            : JsonContent.Create(new ImportDotEnvRequest(text, secrets), options: AsShortAsText);
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return await HttpExchange.ReadAsync<ConfigDiff>(http, request, ct);
    }

    public Task<ApiResult<Page<ConfigVersionResponse>>> ListConfigVersionsAsync(ConfigPlace of, string? after, CancellationToken ct) =>
        GetAsync<Page<ConfigVersionResponse>>($"{of.Path}/versions{PageQuery(after, 20)}", ct);

    public Task<ApiResult<ConfigDiff>> DiffConfigAsync(ConfigPlace of, int from, int to, CancellationToken ct) => GetAsync<ConfigDiff>($"{of.Path}/versions/{from}/diff?to={to}", ct);

    /// <summary>Goes back to <paramref name="version"/>. Refused with 412 when the configuration is not at <paramref name="seen"/> any more.</summary>
    public Task<ApiProblem?> RestoreConfigAsync(ConfigPlace of, int version, int seen, CancellationToken ct) =>
        GuardedAsync(HttpMethod.Post, $"{of.Path}/rollback", new RestoreConfigRequest(version), seen, ct);

    /// <summary>Restarts what runs with an older version.</summary>
    public Task<ApiResult<ConfigApplied>> ApplyConfigAsync(ConfigPlace of, CancellationToken ct) => ReadAsync<ConfigApplied>(HttpMethod.Post, $"{of.Path}/apply", null, ct);

    private async Task<ApiProblem?> GuardedAsync(HttpMethod method, string path, object? body, int version, CancellationToken ct)
    {
        var (request, problem) = await RequestAsync(method, path, body, ct);
        request?.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return problem ?? await HttpExchange.SendAsync(http, request!, ct);
    }
}
