using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>What every app lives through, step by step, over the API and the ingress.</summary>
public sealed class AppJourney : IDisposable
{
    private readonly Cloud cloud;
    private readonly PlatformClient user;
    private readonly IngressClient visitor;
    private readonly Guid deployment;

    private AppJourney(Cloud cloud, PlatformClient user, Guid deployment)
    {
        (this.cloud, this.user, this.deployment) = (cloud, user, deployment);
        visitor = new IngressClient(cloud.Apps);
    }

    public static async Task<AppJourney> StartAsync(string name)
    {
        var cloud = await Cloud.GetAsync();
        var user = await PlatformClient.RegisterAsync(cloud.Api);
        return new AppJourney(cloud, user, (await user.CreateAsync(name)).Id);
    }

    public async Task DeployAsync(Func<PlatformClient, Guid, Task<ReleaseSummary>> release)
    {
        await release(user, deployment);
        await ServesAsync();
    }

    public async Task ServesAsync()
    {
        var seen = await user.WaitForAsync(
            deployment, now => now.State == DeploymentState.Running || now.Release?.State == ReleaseState.Failed, "running, or failed for good");
        seen.State.ShouldBe(DeploymentState.Running, await WhyAsync(seen));
        await VisitorGetsAsync(seen, HttpStatusCode.OK);
    }

    public async Task LogsItsRequestsAsync()
    {
        var path = $"/journey-{Guid.NewGuid():n}";
        (await visitor.GetAsync(await user.GetAsync(deployment), path)).Dispose();
        await LinesAsync(path, count: 1);
    }

    public async Task StopsAndStartsAsync()
    {
        await user.CommandAsync(deployment, "stop");
        var stopped = await user.WaitForStateAsync(deployment, DeploymentState.Stopped);
        stopped.Instances.ShouldBeEmpty();
        await VisitorGetsAsync(stopped, HttpStatusCode.ServiceUnavailable);
        await user.CommandAsync(deployment, "start");
        await ServesAsync();
    }

    public async Task RestartsAsync()
    {
        var before = (await user.GetAsync(deployment)).Instances.Select(instance => instance.Id).ToHashSet();
        await user.CommandAsync(deployment, "restart");
        await user.WaitForAsync(
            deployment,
            now => now.State == DeploymentState.Running && now.Instances.Count > 0 && now.Instances.All(instance => !before.Contains(instance.Id)),
            "running on new instances only");
        await ServesAsync();
    }

    public async Task ScalesToThreeThatAllAnswerAsync()
    {
        await user.CommandAsync(deployment, "scale", new ScaleRequest(3));
        var scaled = await user.WaitForAsync(
            deployment, now => now.Instances.Count(instance => instance.State == InstanceState.Running) == 3, "three running instances");
        var path = $"/three-{Guid.NewGuid():n}";
        await Eventually.BeTrueAsync(async () => await WhoAnswersAsync(scaled, path) == 3, "all three answer");
    }

    public async Task LeavesNothingWhenDeletedAsync()
    {
        var last = await user.GetAsync(deployment);
        var remains = Remains.Of(cloud, last);
        (await user.Http.DeleteAsync($"/api/deployments/{deployment}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.BeAsync(
            async () => (await user.Http.GetAsync($"/api/deployments/{deployment}")).StatusCode, status => status == HttpStatusCode.NotFound, "404 after its deletion");
        await VisitorGetsAsync(last, HttpStatusCode.NotFound);
        await remains.AreGoneAsync();
    }

    public void Dispose()
    {
        visitor.Dispose();
        user.Dispose();
    }

    /// <summary>An ingress hears of a change when it is committed, so a moment after a reader of the API may know it.</summary>
    private Task VisitorGetsAsync(DeploymentResponse seen, HttpStatusCode status) =>
        Eventually.BeAsync(() => visitor.StatusAsync(seen), answered => answered == status, $"{status} for visitors");

    /// <summary>How many instances tell of visits to the path, after some more.</summary>
    private async Task<int> WhoAnswersAsync(DeploymentResponse seen, string path)
    {
        for (var visit = 0; visit < 6; visit++)
            (await visitor.GetAsync(seen, path)).Dispose();
        return (await LinesAsync(path, count: 1)).Select(line => line.InstanceId).Distinct().Count();
    }

    private async Task<IReadOnlyList<LogRecord>> LinesAsync(string text, int count) => await Eventually.BeAsync<IReadOnlyList<LogRecord>>(
        async () => [.. (await user.LogsAsync(deployment, $"limit=1000&stream=stdout&q={text}")).Items],
        lines => lines.Count >= count,
        $"{count} log lines with {text}");

    private async Task<string> WhyAsync(DeploymentResponse seen)
    {
        var release = (await user.ReleasesAsync(deployment)).Items[0];
        var lines = (await user.LogsAsync(deployment)).Items.Select(line => line.Text).TakeLast(20);
        return $"{seen.Reason} {release.Reason}\n{string.Join('\n', lines)}";
    }
}
