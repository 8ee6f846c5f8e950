using System.Diagnostics;
using System.Net.Http.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Metrics;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Tests.Worker.Sandboxes.Swarm;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet.Models;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>The whole platform in front of a real swarm of three machines.</summary>
[Trait("Needs", "root")]
[Collection(SwarmCluster.Turns)]
public sealed class SwarmJourneyTests(ITestOutputHelper output)
{
    private const double MostFailures = 0.001;
    private const double MostFailuresThere = 0.02;
    private static readonly SwarmCluster Cluster = SwarmCluster.Journey;
    private const string Secret = "c0rrect-horse-battery-staple";

    [SwarmFact]
    public async Task An_app_is_deployed_spread_rolled_out_under_load_and_rolled_back_and_nothing_of_its_secret_is_to_be_seen()
    {
        var options = await Cluster.OptionsAsync("journey");
        await using var cloud = await Cloud.StartOwnAsync(SwarmSettings.Of(options));
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync("shop");
        (await ada.Http.PutAsJsonAsync($"/api/deployments/{deployment.Id}/config/variables/API_KEY", new { value = Secret, encrypted = true })).IsSuccessStatusCode.ShouldBeTrue();
        using var visitor = new IngressClient(cloud.Apps);

        await ada.UploadAsync(deployment.Id, SwarmApp.Make("one"));
        await ada.WaitForReleaseAsync(deployment.Id, 1, ReleaseState.Serving);
        (await visitor.TextAsync(deployment, SwarmApp.Path)).ShouldSatisfyAllConditions(said => said.ShouldContain("version one"), said => said.ShouldContain(SwarmApp.DigestOf(Secret)));
        await ada.CommandAsync(deployment.Id, "scale", new ScaleRequest(6));
        await ada.WaitForAsync(deployment.Id, now => now.Instances.Count(instance => instance.State == InstanceState.Running) == 6, "six running instances");
        await Eventually.BeAsync(async () => (await CopiesAsync(visitor, deployment)).Count, count => count == 6, "all six answer");
        (await PlacesAsync(options)).Count.ShouldBe(SwarmCluster.Machines);
        (await Cluster.InspectAsync(deployment.Id)).ShouldNotContain(Secret);

        await using (var visitors = Visit(visitor, deployment))
        {
            await ada.UploadAsync(deployment.Id, SwarmApp.Make("two"));
            await ada.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Serving);
            await visitors.SeeAsync("version two");
            await ada.UploadAsync(deployment.Id, SwarmApp.MakeBroken());
            (await ada.WaitForReleaseAsync(deployment.Id, 3, ReleaseState.Failed)).Reason!.Message.ShouldContain("no database");
            await ada.CommandAsync(deployment.Id, "rollback", new { release = 1 });
            await ada.WaitForReleaseAsync(deployment.Id, 4, ReleaseState.Serving);
            await visitors.SeeAsync("version one");
            await ada.CommandAsync(deployment.Id, "scale", new ScaleRequest(2));
            await ada.WaitForAsync(deployment.Id, now => now.Instances.Count == 2, "two instances");
            var failures = await visitors.EndAsync();
            output.WriteLine($"{visitors.Answers} requests while it was rolled out, broken, rolled back and made smaller, {failures.Count} failed");
            failures.ShouldBeEmpty();
        }

        await IsSeenInTheDashboardAsync(cloud, ada, deployment);
        (await Cluster.InspectAsync(deployment.Id)).ShouldNotContain(Secret);
        await ada.Http.DeleteAsync($"/api/deployments/{deployment.Id}");
        await Eventually.BeAsync(async () => (await Cluster.NamesAsync()).Count(name => name.Contains(options.Name, StringComparison.Ordinal)), left => left == 0, "nothing is left in the swarm");
    }

    [SwarmFact]
    public async Task A_machines_daemon_is_killed_under_load_what_ran_there_runs_elsewhere_and_it_is_used_again_when_it_is_back()
    {
        var options = await Cluster.OptionsAsync("loss");
        await using var cloud = await Cloud.StartOwnAsync(SwarmSettings.Of(options));
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync(new CreateDeploymentRequest("shop", EnvironmentName.Development) { Instances = 6 });
        await ada.UploadAsync(deployment.Id, SwarmApp.Make("one"));
        await ada.WaitForReleaseAsync(deployment.Id, 1, ReleaseState.Serving);
        var all = await PlacesAsync(options);
        var dies = await MachineAsync(3);
        all.ShouldContainKey(dies);
        using var visitor = new IngressClient(cloud.Apps);
        await using (var visitors = Visit(visitor, deployment))
        {
            await visitors.SeeAsync("version one");
            var watch = Stopwatch.StartNew();
            await Cluster.KillDaemonAsync(3);
            await Eventually.BeTrueAsync(async () => await PlacesAsync(options) is var places && !places.ContainsKey(dies) && places.Values.Sum() == 6, "six run on two machines");
            var replaced = watch.Elapsed;
            await ada.WaitForAsync(deployment.Id, now => now.Instances.Count(instance => instance.State == InstanceState.Running) == 6, "six running instances");
            await IsSeenOnTheSystemPageAsync(cloud, ada, "down", "swarm-machine-down");
            (await ada.LogsAsync(deployment.Id)).Items.ShouldContain(line => line.Text != null && line.Text.Contains("is down. It is started again.", StringComparison.Ordinal));
            await FewFailAsync(visitors, MostFailures, $"replaced {replaced.TotalSeconds:0.0} s after the daemon was killed");
        }

        await Cluster.StartDaemonAsync(3);
        await Eventually.BeTrueAsync(async () => await IsReadyAsync(3), "the swarm has it again");
        await using (var visitors = Visit(visitor, deployment))
        {
            await ada.CommandAsync(deployment.Id, "scale", new ScaleRequest(9));
            await Eventually.BeTrueAsync(async () => await PlacesAsync(options) is var places && places.ContainsKey(dies) && places.Values.Sum() == 9, "nine run, some there");
            await ada.WaitForAsync(deployment.Id, now => now.Instances.Count(instance => instance.State == InstanceState.Running) == 9, "nine running instances");
            await Eventually.BeAsync(async () => (await CopiesAsync(visitor, deployment)).Count, count => count == 9, "all nine answer");
            // The engine has just begun again, and takes away what it left with the ports that new instances were given.
            await FewFailAsync(visitors, MostFailuresThere, "while it was used again");
        }

        await ada.Http.DeleteAsync($"/api/deployments/{deployment.Id}");
        await Eventually.BeAsync(async () => (await Cluster.NamesAsync()).Count(name => name.Contains(options.Name, StringComparison.Ordinal)), left => left == 0, "nothing is left in the swarm");
    }

    /// <summary>From several sides at once.</summary>
    private static Visitors Visit(IngressClient visitor, DeploymentResponse deployment) => Visitors.Of(Enumerable.Repeat(deployment, 4), each => visitor.GetAsync(each, SwarmApp.Path));

    private async Task FewFailAsync(Visitors visitors, double most, string what)
    {
        var failures = await visitors.EndAsync();
        output.WriteLine($"{failures.Count} of {visitors.Answers} requests failed; {what}\n{string.Join('\n', failures)}");
        failures.Count.ShouldBeLessThanOrEqualTo((int)(visitors.Answers * most));
    }

    private static async Task IsSeenOnTheSystemPageAsync(Cloud cloud, PlatformClient ada, string word, string picture)
    {
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email, "/system");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Machines" }).GetByText(word, new() { Exact = true })).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"{picture}.png"), FullPage = true });
    }

    private static async Task IsSeenInTheDashboardAsync(Cloud cloud, PlatformClient ada, DeploymentResponse deployment)
    {
        (await ada.LogsAsync(deployment.Id)).Items.ShouldContain(line => line.Text != null && line.Text.Contains("version two starts", StringComparison.Ordinal));
        await Eventually.BeTrueAsync(
            async () => (await ada.GetAsync<MetricsResponse>($"/api/deployments/{deployment.Id}/metrics")).Series.Single(series => series.Name == "memory").Points.Any(point => point.Value > 0),
            "memory is measured");
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/deployments/{deployment.Id}/logs");
        await Expect(page.GetByText("version one starts with").First).ToBeVisibleAsync();
        await Expect(page.GetByText(Secret)).ToHaveCountAsync(0);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, "swarm-logs.png") });
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/metrics").ToString());
        await Expect(page.Locator("[data-chart=memory] [data-part=values]")).ToContainTextAsync("MB");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, "swarm-metrics.png") });
    }

    private static async Task<HashSet<string>> CopiesAsync(IngressClient visitor, DeploymentResponse deployment)
    {
        var said = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var answer = await visitor.GetAsync(deployment, SwarmApp.Path);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "";
        }));
        return [.. said.Where(line => line.Length > 0).Select(line => line.Split(' ')[3])];
    }

    /// <summary>How many of this installation's tasks the swarm keeps on each of its machines, by their ids.</summary>
    private static async Task<Dictionary<string, int>> PlacesAsync(SwarmOptions options)
    {
        using var manager = Cluster.Connect(1);
        var filters = SwarmEngine.Filter("label", [$"{SwarmNames.OwnerLabel}={options.Name}"]);
        filters["desired-state"] = new Dictionary<string, bool> { ["running"] = true };
        return (await manager.Tasks.ListAsync(new TasksListParameters { Filters = filters })).Where(TaskFacts.IsRunning).CountBy(task => task.NodeID ?? "").ToDictionary();
    }

    private static async Task<string> MachineAsync(int machine)
    {
        using var manager = Cluster.Connect(1);
        return (await manager.Swarm.ListNodesAsync()).Single(node => SwarmEngine.AddressOf(node) == Cluster.AddressOf(machine)).ID;
    }

    private static async Task<bool> IsReadyAsync(int machine)
    {
        using var manager = Cluster.Connect(1);
        return (await manager.Swarm.ListNodesAsync()).Single(node => SwarmEngine.AddressOf(node) == Cluster.AddressOf(machine)).Status?.State == "ready";
    }
}
