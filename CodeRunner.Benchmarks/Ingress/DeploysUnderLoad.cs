using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>Deploys one after the other while visitors ask without a pause: none of them may notice.</summary>
internal sealed class DeploysUnderLoad : IBenchmark
{
    private const int Deploys = 100;
    private const int Count = 8;

    public string Name => "ingress-deploys";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var archive = SampleApp.Zip("node-http");
        var deployment = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest("steady", EnvironmentName.Development, Instances: 2), cancellationToken);
        await DeployAsync(platform, deployment.Id, archive, cancellationToken);
        using var visitors = new Visitors(platform.Apps, Enumerable.Repeat(deployment, Count), TimeSpan.Zero);
        for (var deploy = 0; deploy < Deploys; deploy++)
            await DeployAsync(platform, deployment.Id, archive, cancellationToken);
        var failed = await visitors.EndAsync();
        report.Add("ingress.deploys", Deploys, "deploys");
        report.Add("ingress.deploys.requests", visitors.Asked, "requests");
        report.Add("ingress.deploys.failed", failed, "requests", 0);
    }

    private static async Task DeployAsync(Platform platform, Guid deployment, byte[] archive, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "source", "source.zip" } };
        using var answer = await platform.Http.PostAsync($"/api/deployments/{deployment}/releases", form, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (true)
        {
            var newest = (await platform.GetAsync<Contracts.Page<ReleaseResponse>>($"/api/deployments/{deployment}/releases?limit=1", cancellationToken)).Items[0];
            if (newest.State == ReleaseState.Serving)
                return;
            if (newest.State is ReleaseState.Failed or ReleaseState.Cancelled || DateTime.UtcNow > deadline)
                throw new InvalidOperationException($"Release {newest.Number} is {newest.State}: {newest.Reason?.Message}");
            await Task.Delay(50, cancellationToken);
        }
    }
}
