using System.Diagnostics;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Tests.Worker.Sandboxes.Swarm;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Two Workers that have nothing in common but the database and a swarm, as on two machines.</summary>
[Trait("Needs", "root")]
[Collection(SwarmCluster.Turns)]
public sealed class SwarmWorkersTests(ITestOutputHelper output)
{
    [SwarmFact]
    public async Task What_one_has_built_the_other_runs_when_that_one_is_killed_with_its_disk()
    {
        await using var node = await TestNode.CreateAsync();
        await using var swarm = await Installation.OpenAsync();
        await using var dies = await node.StartWorkerProcessAsync(swarm.WorkerOn(node, "one"));
        var deployment = await node.DeployAsync("shop", SwarmApp.Make("one"), instances: 2);
        await node.ReleaseAsync(deployment, 1, ReleaseState.Serving);
        await using var takes = await node.StartWorkerProcessAsync(swarm.WorkerOn(node, "two"));
        (await takes.TextAsync(deployment, SwarmApp.Path)).ShouldContain("version one");
        var tasks = await swarm.TasksAsync();
        await using var visitors = Visitors.Of([deployment], each => takes.GetAsync(each, SwarmApp.Path));

        await dies.KillAsync();
        Directory.Delete(Path.Combine(node.Directory, "one"), recursive: true);
        var watch = Stopwatch.StartNew();
        await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(takes.Id) == 1, "the other acts for it");
        output.WriteLine($"taken over {watch.Elapsed.TotalMilliseconds:0} ms after its Worker was killed");
        (await swarm.TasksAsync()).ShouldBe(tasks, ignoreOrder: true);
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(4, out var _));
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 4, "four instances run");
        tasks.ShouldBeSubsetOf(await swarm.TasksAsync());

        (await visitors.EndAsync()).ShouldBeEmpty();
        await node.PushAsync(deployment.Id, SwarmApp.Make("two"));
        await node.ReleaseAsync(deployment, 2, ReleaseState.Serving);
        await takes.AnswersAsync(deployment, HttpStatusCode.OK, "version two", SwarmApp.Path);
        (await node.LinesAsync(deployment)).Count(line => line.StartsWith("version one starts", StringComparison.Ordinal)).ShouldBe(4);
    }

    [SwarmFact]
    public async Task An_instance_ends_only_when_the_requests_through_the_ingress_of_another_machine_are_done()
    {
        await using var node = await TestNode.CreateAsync();
        await using var swarm = await Installation.OpenAsync();
        await using var owner = await node.StartWorkerProcessAsync([.. swarm.WorkerOn(node, "one"), ("Leases__Calm", "01:00:00")]); // it gives nothing away
        var deployment = await node.DeployAsync("shop", SwarmApp.Make("one"));
        await node.ReleaseAsync(deployment, 1, ReleaseState.Serving);
        await using var other = await node.StartWorkerProcessAsync(swarm.WorkerOn(node, "two"));
        await other.TextAsync(deployment, SwarmApp.Path);
        var slow = other.GetAsync(deployment, SwarmApp.SlowPath);
        await Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Contains("asked for slow"), "the slow request is on its way");
        (await node.OwnedByAsync(owner.Id)).ShouldBe(1);

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));

        using var answer = await slow;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("slow");
        await node.ShowsAsync(deployment, DeploymentState.Stopped);
        (await node.InstancesAsync(deployment)).ShouldBeEmpty();
        await using var db = node.Open();
        (await db.DrainedInstances.CountAsync()).ShouldBe(0);
    }

    [SwarmFact]
    public async Task What_was_built_leaves_the_registry_with_the_deployment()
    {
        await using var node = await TestNode.CreateAsync();
        await using var swarm = await Installation.OpenAsync();
        await using var worker = await node.StartWorkerProcessAsync(swarm.WorkerOn(node, "one"));
        var stays = await node.DeployAsync("stays", SwarmApp.Make("one"));
        var goes = await node.DeployAsync("goes", SwarmApp.Make("one"));
        foreach (var each in (Deployment[])[stays, goes]) await node.ReleaseAsync(each, 1, ReleaseState.Serving);
        var (kept, gone) = (await BuiltAsync(node, stays), await BuiltAsync(node, goes));
        gone.ShouldNotBe(kept);
        (await swarm.HasAsync(gone)).ShouldBeTrue();

        await node.ChangeAsync(goes.Id, (_, it) => it.Delete());

        await Eventually.BeTrueAsync(async () => !await swarm.HasAsync(gone), "the registry does not have it any more");
        await Eventually.BeTrueAsync(
            async () =>
            {
                await using var db = node.Open();
                return !await db.ForgottenImages.AnyAsync();
            },
            "nothing is left to be removed");
        (await swarm.HasAsync(kept)).ShouldBeTrue();
        await node.ChangeAsync(stays.Id, (_, it) => it.TryScale(3, out var _));
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 3, "what is kept starts on any machine");
    }

    private static async Task<string> BuiltAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return (await db.Releases.SingleAsync(release => release.DeploymentId == deployment.Id)).Artifact!.BuiltImage!;
    }

    /// <summary>One of this test's own in the swarm that all tests share; what runs of it goes with it.</summary>
    private sealed class Installation(SwarmOptions options) : IAsyncDisposable
    {
        public static async Task<Installation> OpenAsync() => new(await SwarmCluster.Shared.OptionsAsync($"t{Guid.NewGuid():N}"[..17]));

        public (string Key, string Value)[] WorkerOn(TestNode node, string machine) => [.. SwarmSettings.Of(options), ("Node__DataDirectory", Path.Combine(node.Directory, machine))];

        /// <summary>Whether the registry has an image, by its digest.</summary>
        public async Task<bool> HasAsync(string image)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(options.RegistryApi!, $"/v2/{image.Split('@')[0].Split('/', 2)[1]}/manifests/{image.Split('@')[1]}"));
            request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
            using var answer = await http.SendAsync(request);
            return answer.StatusCode != HttpStatusCode.NotFound && answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
        }

        /// <summary>The ids of those that run.</summary>
        public async Task<List<string>> TasksAsync()
        {
            using var manager = SwarmCluster.Shared.Connect(1);
            var tasks = await manager.Tasks.ListAsync(new TasksListParameters { Filters = SwarmEngine.Filter("label", [$"{SwarmNames.OwnerLabel}={options.Name}"]) });
            return [.. tasks.Where(TaskFacts.IsRunning).Select(task => task.ID)];
        }

        public async ValueTask DisposeAsync()
        {
            using var provider = new SwarmProvider(Create(new SandboxOptions { DataDirectory = Path.GetTempPath() }), Create(options), NullLogger<SwarmProvider>.Instance);
            foreach (var sandbox in await provider.ListAsync(default)) await provider.DeleteAsync(sandbox.Id, default);
        }
    }
}
