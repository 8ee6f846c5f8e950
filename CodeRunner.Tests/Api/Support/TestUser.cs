using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Api.Support;

/// <summary>A signed-in person who speaks HTTP.</summary>
internal sealed class TestUser(ApiFactory api, Guid id, string email, string token)
{
    public Guid Id { get; } = id;

    public string Email { get; } = email;

    public string Token { get; } = token;

    /// <summary>In which the person asks; none for a machine.</summary>
    public Guid SessionId { get; init; }

    public HttpClient Http { get; } = new()
    {
        BaseAddress = api.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    public async Task<ProjectResponse> ProjectAsync(string name = "Shop") => (await SendAsync<ProjectResponse>(HttpMethod.Post, "/api/projects", new { name }))!;

    public async Task<DeploymentResponse> DeploymentAsync(Guid? project = null, string name = "Web", string environment = "production") =>
        (await SendAsync<DeploymentResponse>(
            HttpMethod.Post, $"/api/projects/{project ?? (await ProjectAsync()).Id}/deployments", new { name, environment }))!;

    public async Task<ReleaseSummary> ReleaseAsync(Guid deployment) => (await SendAsync<ReleaseSummary>(
        HttpMethod.Post, $"/api/deployments/{deployment}/releases", new { files = new Dictionary<string, string> { ["index.html"] = "hello" } }))!;

    /// <summary>Sends and expects success; the answer's body, null when it has none.</summary>
    public async Task<T?> SendAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<T>(text, Wire.Json);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body as HttpContent ?? new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return Http.SendAsync(request);
    }

    public Task<T?> GetAsync<T>(string path) => SendAsync<T>(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, string? key = null) => SendAsync(HttpMethod.Post, path, body, key);

    public async Task MakeMemberAsync(Guid project, TestUser other, string role, params string[] environments)
    {
        using var answer = await SendAsync(
            HttpMethod.Put, $"/api/projects/{project}/members/{other.Email}", new { role, environments = environments.Length == 0 ? null : environments });
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    public async Task<HubConnection> HubAsync()
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(Http.BaseAddress!, "/hubs/live"), options => options.Headers["Authorization"] = $"Bearer {Token}")
            .AddJsonProtocol(options => Wire.Configure(options.PayloadSerializerOptions))
            .Build();
        await hub.StartAsync();
        return hub;
    }
}
