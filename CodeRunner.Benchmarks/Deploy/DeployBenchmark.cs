using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks.Deploy;

/// <summary>From the first byte of the upload of samples/node-http to the first 200 through the ingress.</summary>
internal sealed class DeployBenchmark : IBenchmark
{
    private const int Runs = 10;
    private const double TargetSeconds = 3;

    public string Name => "deploy";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var archive = ZipSample("node-http");
        var seconds = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var elapsed = await DeployAsync(platform, $"run {run}", archive, cancellationToken);
            if (run > 0) // the first one warms the services
                seconds.Add(elapsed.TotalSeconds);
        }
        report.Add("deploy.node-http.median", Samples.Median(seconds), "s", TargetSeconds);
        report.Add("deploy.node-http.worst", seconds.Max(), "s");
    }

    private static async Task<TimeSpan> DeployAsync(Platform platform, string name, byte[] archive, CancellationToken cancellationToken)
    {
        var deployment = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest(name, EnvironmentName.Development), cancellationToken);
        using var visitor = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{platform.Apps.Port}") };
        visitor.DefaultRequestHeaders.Host = $"{deployment.Slug}.localhost";
        var watch = Stopwatch.StartNew();
        using (var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "source", "source.zip" } })
        using (var answer = await platform.Http.PostAsync($"/api/deployments/{deployment.Id}/releases", form, cancellationToken))
            answer.EnsureSuccessStatusCode();
        while (await StatusAsync(visitor, cancellationToken) != HttpStatusCode.OK)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"{name} did not serve within a minute.");
            await Task.Delay(5, cancellationToken);
        }
        return watch.Elapsed;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient visitor, CancellationToken cancellationToken)
    {
        using var answer = await visitor.GetAsync("/", cancellationToken);
        return answer.StatusCode;
    }

    public static byte[] ZipSample(string name)
    {
        using var archive = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.Combine(FindRepository(), "samples", name), archive);
        return archive.ToArray();
    }

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CodeRunner.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The benchmarks were not built inside the repository.");
    }
}
