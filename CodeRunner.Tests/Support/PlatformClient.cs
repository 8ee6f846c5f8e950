using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Tests.Support;

/// <summary>A user of the platform's API, signed in, with a project of its own.</summary>
public sealed class PlatformClient : IDisposable
{
    private PlatformClient(HttpClient http) => Http = http;

    public HttpClient Http { get; }

    public const string Password = "correct horse battery";

    public string Email { get; private set; } = "";

    public ProjectResponse Project { get; private set; } = null!;

    public static Task<PlatformClient> RegisterAsync(Uri api) => RegisterAsync(new HttpClient { BaseAddress = api, Timeout = TimeSpan.FromMinutes(2) });

    /// <summary>By a way of the caller's own to the API, which is the client's from now on.</summary>
    public static async Task<PlatformClient> RegisterAsync(HttpClient http)
    {
        var client = new PlatformClient(http);
        var email = $"user-{Guid.NewGuid():n}@example.org";
        client.Email = email;
        await client.PostAsync<UserResponse>("/api/auth/register", new RegisterRequest(email, Password, "A tester"), HttpStatusCode.Created);
        await client.SignInAsync();
        client.Project = await client.PostAsync<ProjectResponse>("/api/projects", new CreateProjectRequest("Tests"), HttpStatusCode.Created);
        return client;
    }

    /// <summary>The same user, signed in where the API is now.</summary>
    public async Task<PlatformClient> AtAsync(Uri api)
    {
        var client = new PlatformClient(new HttpClient { BaseAddress = api, Timeout = Http.Timeout }) { Email = Email, Project = Project };
        await client.SignInAsync();
        return client;
    }

    private async Task SignInAsync()
    {
        var tokens = await PostAsync<TokenResponse>("/api/auth/login", new LoginRequest(Email, Password), HttpStatusCode.OK);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
    }

    public Task<DeploymentResponse> CreateAsync(CreateDeploymentRequest request) =>
        PostAsync<DeploymentResponse>($"/api/projects/{Project.Id}/deployments", request, HttpStatusCode.Created);

    public Task<DeploymentResponse> CreateAsync(string name) => CreateAsync(new CreateDeploymentRequest(name, EnvironmentName.Development));

    public async Task<ReleaseSummary> UploadAsync(Guid deployment, byte[] archive)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "source", "source.zip" } };
        using var answer = await Http.PostAsync($"/api/deployments/{deployment}/releases", form);
        return await ReadAsync<ReleaseSummary>(answer, HttpStatusCode.Accepted);
    }

    public Task<ReleaseSummary> ReleaseAsync(Guid deployment, CreateReleaseRequest request) =>
        PostAsync<ReleaseSummary>($"/api/deployments/{deployment}/releases", request, HttpStatusCode.Accepted);

    public Task<DeploymentResponse> GetAsync(Guid deployment) => GetAsync<DeploymentResponse>($"/api/deployments/{deployment}");

    public Task<Page<ReleaseResponse>> ReleasesAsync(Guid deployment) => GetAsync<Page<ReleaseResponse>>($"/api/deployments/{deployment}/releases");

    public Task<LogPage> LogsAsync(Guid deployment, string query = "limit=1000") =>
        GetAsync<LogPage>($"/api/deployments/{deployment}/logs?{query}");

    public async Task CommandAsync(Guid deployment, string command, object? body = null)
    {
        using var answer = await Http.PostAsJsonAsync($"/api/deployments/{deployment}/{command}", body ?? new { }, Wire.Json);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    public Task<DeploymentResponse> WaitForAsync(Guid deployment, Func<DeploymentResponse, bool> wanted, string what) =>
        Eventually.BeAsync(() => GetAsync(deployment), wanted, what);

    public Task<DeploymentResponse> WaitForStateAsync(Guid deployment, DeploymentState state) =>
        WaitForAsync(deployment, seen => seen.State == state, $"deployment {state}");

    public async Task<ReleaseResponse> WaitForReleaseAsync(Guid deployment, int number, ReleaseState state) =>
        await Eventually.BeAsync(
            async () => (await ReleasesAsync(deployment)).Items.Single(release => release.Number == number),
            release => release.State == state,
            $"release {number} {state}");

    public async Task<T> GetAsync<T>(string path)
    {
        using var answer = await Http.GetAsync(path);
        return await ReadAsync<T>(answer, HttpStatusCode.OK);
    }

    public async Task<T> PostAsync<T>(string path, object body, HttpStatusCode expected)
    {
        using var answer = await Http.PostAsJsonAsync(path, body, Wire.Json);
        return await ReadAsync<T>(answer, expected);
    }

    public void Dispose() => Http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, HttpStatusCode expected)
    {
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(Wire.Json))!;
    }
}
