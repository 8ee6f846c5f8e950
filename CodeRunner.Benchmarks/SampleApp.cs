using System.IO.Compression;
using System.Net;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks;

/// <summary>A deployment of one of the samples, and a visitor of it.</summary>
internal sealed class SampleApp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly Platform platform;
    private readonly HttpClient visitor;

    private SampleApp(Platform platform, DeploymentResponse deployment)
    {
        (this.platform, Deployment) = (platform, deployment);
        visitor = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{platform.Apps.Port}") };
        visitor.DefaultRequestHeaders.Host = $"{deployment.Slug}.localhost";
    }

    public static string Repository { get; } = FindRepository();

    public DeploymentResponse Deployment { get; }

    public static async Task<SampleApp> CreateAsync(Platform platform, string name, CancellationToken cancellationToken) =>
        new(platform, await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest(name, EnvironmentName.Development), cancellationToken));

    public static byte[] Zip(string sample)
    {
        using var archive = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.Combine(Repository, "samples", sample), archive);
        return archive.ToArray();
    }

    public async Task UploadAsync(byte[] archive, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "source", "source.zip" } };
        using var answer = await platform.Http.PostAsync($"/api/deployments/{Deployment.Id}/releases", form, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task CommandAsync(string command, CancellationToken cancellationToken)
    {
        using var answer = await platform.Http.PostAsync($"/api/deployments/{Deployment.Id}/{command}", null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks until it answers as wished; returns which of its instances did, null for the platform's own pages.</summary>
    public async Task<string?> WaitForAsync(Func<HttpStatusCode, string?, bool> isIt, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            using var answer = await visitor.GetAsync("/", limit.Token);
            var instance = answer.IsSuccessStatusCode ? InstanceOf(await answer.Content.ReadAsStringAsync(limit.Token)) : null;
            if (isIt(answer.StatusCode, instance))
                return instance;
            await Task.Delay(Pause, limit.Token);
        }
    }

    public Task<string?> WaitUntilServedAsync(CancellationToken cancellationToken) => WaitForAsync((status, _) => status == HttpStatusCode.OK, cancellationToken);

    public void Dispose() => visitor.Dispose();

    private static string? InstanceOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("instance").GetString();

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CodeRunner.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The benchmarks were not built inside the repository.");
    }
}
