using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks;

/// <summary>A cloud of its own, and a user who is signed in to it.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly DistributedApplication app;
    private readonly string directory;

    private Platform(DistributedApplication app, string directory)
    {
        (this.app, this.directory) = (app, directory);
        Http = new HttpClient { BaseAddress = app.GetEndpoint("api", "http") };
    }

    public HttpClient Http { get; }

    public Uri Apps => app.GetEndpoint("worker", "apps");

    public Guid Project { get; private set; }

    public static async Task<Platform> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("coderunner-bench-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CodeRunner_AppHost>(
            [$"--CODERUNNER_RUN={directory}", "--Announcing:Off=true", "--Logging:Console:LogToStandardErrorThreshold=Trace"], cancellationToken);
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var name in new[] { "api", "worker" })
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken);
        var platform = new Platform(app, directory);
        await platform.SignInAsync(cancellationToken);
        return platform;
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        (await Http.GetFromJsonAsync<T>(path, Wire.Json, cancellationToken))!;

    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsJsonAsync(path, body, Wire.Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(Wire.Json, cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        const string email = "bench@example.org", password = "correct horse battery";
        await PostAsync<UserResponse>("/api/auth/register", new RegisterRequest(email, password, "Benchmark"), cancellationToken);
        var tokens = await PostAsync<TokenResponse>("/api/auth/login", new LoginRequest(email, password), cancellationToken);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        Project = (await PostAsync<ProjectResponse>("/api/projects", new CreateProjectRequest("Benchmark"), cancellationToken)).Id;
    }
}
