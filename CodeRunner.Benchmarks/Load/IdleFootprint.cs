using System.Diagnostics;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks.Load;

/// <summary>What the whole platform takes while nobody uses it, after a hundred deployments were made and stopped: AppHost, its dashboard, PostgreSQL and Redis included.</summary>
internal sealed class IdleFootprint : IBenchmark
{
    private const int Deployments = 100;
    private const int AtOnce = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "load-idle";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await RunningPlatform.StartAsync(cancellationToken);
        var project = await platform.Http.SendJsonAsync<ProjectResponse>("/api/projects", new CreateProjectRequest("Idle"), cancellationToken);
        var site = SampleApp.Zip("static-site");
        for (var made = 0; made < Deployments; made += AtOnce)
        {
            await platform.SignInAsync(cancellationToken);
            await Task.WhenAll(Enumerable.Range(made, AtOnce).Select(number => MakeAndStopAsync(platform.Http, project.Id, number, site, cancellationToken)));
        }
        await Task.Delay(Settling, cancellationToken);

        var all = ProcessGroup.Run(platform.Directory);
        var (before, watch) = (all.ProcessorSeconds(), Stopwatch.StartNew());
        await Task.Delay(Length, cancellationToken);
        report.Add("load-idle.cpu", 100 * (all.ProcessorSeconds() - before) / watch.Elapsed.TotalSeconds, "% of a core", 2);
        report.Add("load-idle.memory", all.Mebibytes(), "MiB PSS", 350);
        foreach (var (name, mebibytes) in all.MebibytesByName())
            report.Add($"load-idle.memory.{name}", mebibytes, "MiB PSS");
    }

    private static async Task MakeAndStopAsync(HttpClient http, Guid project, int number, byte[] site, CancellationToken cancellationToken)
    {
        var made = await http.SendJsonAsync<DeploymentResponse>($"/api/projects/{project}/deployments", new CreateDeploymentRequest($"site {number}", EnvironmentName.Development), cancellationToken);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(site), "source", "source.zip" } };
        (await http.PostAsync($"/api/deployments/{made.Id}/releases", form, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        await WaitForAsync(DeploymentState.Running);
        (await http.PostAsync($"/api/deployments/{made.Id}/stop", null, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        await WaitForAsync(DeploymentState.Stopped);

        Task WaitForAsync(DeploymentState state) => Wait.UntilAsync(
            async () => (await http.GetFromJsonAsync<DeploymentResponse>($"/api/deployments/{made.Id}", Wire.Json, cancellationToken))!.State == state, $"site {number} is {state}", Patience, cancellationToken, Wait.Seldom);
    }
}
