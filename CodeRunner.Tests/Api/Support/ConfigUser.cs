using System.Net;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Tests.Api.Support;

/// <summary>What a person does with one configuration.</summary>
internal sealed class ConfigUser(TestUser user, string path)
{
    public static ConfigUser Of(TestUser user, Guid project, string environment = "staging") => new(user, $"/api/projects/{project}/environments/{environment}/config");

    /// <summary>Somebody new, and the staging configuration of a project of theirs.</summary>
    public static async Task<(TestUser User, ConfigUser Config)> StartAsync(ApiFactory api)
    {
        var (ada, project) = await api.OwnerAsync();
        return (ada, Of(ada, project));
    }

    public static ConfigUser Shared(TestUser user, Guid project) => new(user, $"/api/projects/{project}/config");

    public async Task<ConfigResponse> GetAsync() => (await user.GetAsync<ConfigResponse>(path))!;

    public async Task<ConfigResponse> PutAsync(params object[] variables) => (await user.SendAsync<ConfigResponse>(HttpMethod.Put, path, new { variables }))!;

    public Task<HttpResponseMessage> TryPutAsync(params object[] variables) => user.SendAsync(HttpMethod.Put, path, new { variables });

    public Task<HttpResponseMessage> SetAsync(string key, string? value, bool? encrypted = null, string? ifMatch = null) =>
        SendAsync(HttpMethod.Put, $"/variables/{key}", JsonContent(new { value, encrypted }), ifMatch);

    public Task<HttpResponseMessage> DeleteAsync(string key, string? ifMatch = null) => SendAsync(HttpMethod.Delete, $"/variables/{key}", null, ifMatch);

    public Task<HttpResponseMessage> TryRevealAsync(string key) => SendAsync(HttpMethod.Post, $"/variables/{key}/reveal", null, null);

    public async Task<string> RevealAsync(string key) => (await ReadAsync<RevealedValue>(await TryRevealAsync(key))).Value;

    public Task<HttpResponseMessage> TryImportAsync(string text, string query = "", string type = "text/plain") =>
        SendAsync(HttpMethod.Post, $"/import?{query}", new StringContent(text, Encoding.UTF8, type), null);

    public async Task<ConfigDiff> ImportAsync(string text, string query = "") => await ReadAsync<ConfigDiff>(await TryImportAsync(text, query));

    public async Task<ConfigDiff> ImportJsonAsync(string json, string query = "") => await ReadAsync<ConfigDiff>(await TryImportAsync(json, query, "application/json"));

    public async Task<string> ExportAsync(string format = "dotenv", bool secrets = true)
    {
        using var answer = await TryExportAsync(format, secrets);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> TryExportAsync(string format = "dotenv", bool secrets = true) => SendAsync(HttpMethod.Post, "/export", JsonContent(new { format, secrets }), null);

    public async Task<ConfigDiff> DiffAsync(int version, int? to = null) => (await user.GetAsync<ConfigDiff>($"{path}/versions/{version}/diff{(to is null ? "" : $"?to={to}")}"))!;

    public async Task<IReadOnlyList<ConfigVersionResponse>> VersionsAsync() => (await user.GetAsync<Page<ConfigVersionResponse>>($"{path}/versions"))!.Items;

    public async Task<ConfigResponse> RollBackAsync(int version) => (await user.SendAsync<ConfigResponse>(HttpMethod.Post, $"{path}/rollback", new { version }))!;

    public async Task<ConfigApplied> ApplyAsync() => (await user.SendAsync<ConfigApplied>(HttpMethod.Post, $"{path}/apply"))!;

    public Task<HttpResponseMessage> TryApplyTemplateAsync(object request) => user.PostAsync($"{path}/apply-template", request);

    public async Task<ConfigDiff> ApplyTemplateAsync(object request) => (await user.SendAsync<ConfigDiff>(HttpMethod.Post, $"{path}/apply-template", request))!;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string rest, HttpContent? body, string? ifMatch)
    {
        var request = new HttpRequestMessage(method, path + rest) { Content = body };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return user.Http.SendAsync(request);
    }

    private static StringContent JsonContent(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonSerializer.Deserialize<T>(text, Wire.Json)!;
        }
    }
}
