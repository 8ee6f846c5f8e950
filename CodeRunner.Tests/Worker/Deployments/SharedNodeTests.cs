using System.Diagnostics;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Two Workers, processes of their own, on one machine: one is killed, stalled or told to end, and apps notice nothing.</summary>
public sealed class SharedNodeTests(ITestOutputHelper output)
{
    private const int Kills = 3;

    /// <summary>Answers with what only this process knows, or slowly, and counts aloud.</summary>
    private const string Counter = """
        let n = 0;
        const self = Math.random().toString(36).slice(2);
        setInterval(() => console.log('line ' + ++n), 10);
        require('http').createServer((q, r) => q.url === '/slow' ? (console.log('asked for slow'), setTimeout(() => r.end('slow'), 3000)) : r.end(self)).listen(process.env.PORT);
        """;

    [Fact]
    public async Task One_of_two_Workers_is_killed_again_and_again_and_no_app_no_request_and_no_line_is_lost()
    {
        await using var node = await TestNode.CreateAsync();
        await using var stays = await node.StartWorkerProcessAsync();
        var deployments = await DeployAsync(node, stays, 6);
        var dies = await node.StartSharingWorkerAsync();
        var processes = await ProcessesAsync(stays, deployments);
        var visitors = Visitors.Of(deployments, each => stays.GetAsync(each));

        var longest = TimeSpan.Zero;
        for (var kill = 0; kill < Kills; kill++)
        {
            await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(dies.Id) > 0, "the Worker that is to be killed acts for some");
            await dies.KillAsync();
            var watch = Stopwatch.StartNew();
            await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(stays.Id) == deployments.Count, "the other acts for all");
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            await dies.DisposeAsync();
            dies = await node.StartSharingWorkerAsync();
        }
        var failures = await visitors.EndAsync();

        output.WriteLine($"{Kills} kills, {visitors.Answers} requests, taken over within {longest.TotalMilliseconds:0} ms");
        failures.ShouldBeEmpty();
        longest.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await ProcessesAsync(stays, deployments)).ShouldBe(processes);
        await LinesAreWholeAsync(node, deployments);
        await dies.DisposeAsync();
    }

    [Fact]
    public async Task A_Worker_that_stalls_past_its_lease_loses_what_it_had_and_touches_nothing_when_it_goes_on()
    {
        await using var node = await TestNode.CreateAsync();
        await using var stalls = await node.StartWorkerProcessAsync();
        var deployments = await DeployAsync(node, stalls, 4);
        var processes = await ProcessesAsync(stalls, deployments);
        await using var takes = await node.StartSharingWorkerAsync();
        await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(takes.Id) is > 0 and < 4, "both act for some");
        await using var visitors = Visitors.Of(deployments, each => takes.GetAsync(each));

        await stalls.StallAsync();
        var watch = Stopwatch.StartNew();
        await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(takes.Id) == 4, "the other acts for all");
        output.WriteLine($"taken over {watch.Elapsed.TotalMilliseconds:0} ms after the stall");
        foreach (var deployment in deployments)
            await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(2, out var _));
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 8, "the other does what is asked for");
        await stalls.GoOnAsync();
        await Eventually.BeTrueAsync(async () => await node.ShareAsync(stalls.Id) is { } share && await node.OwnedByAsync(stalls.Id) == share, "it is back under another name, with its share");

        (await visitors.EndAsync()).ShouldBeEmpty();
        (await node.RunningAsync()).ShouldBe(8);
        var named = await node.NamedSandboxesAsync();
        node.SandboxDirectories().ShouldBe(named, ignoreOrder: true);
        (await ProcessesAsync(takes, deployments, both: true)).Intersect(processes).Count().ShouldBe(4);
        await LinesAreWholeAsync(node, deployments);
    }

    [Fact]
    public async Task A_Worker_that_is_told_to_end_hands_over_and_finishes_what_it_was_asked()
    {
        await using var node = await TestNode.CreateAsync();
        await using var ends = await node.StartWorkerProcessAsync();
        var deployments = await DeployAsync(node, ends, 4);
        var processes = await ProcessesAsync(ends, deployments);
        await using var stays = await node.StartWorkerProcessAsync();
        await stays.TextAsync(deployments[0]);
        await using var visitors = Visitors.Of(deployments, each => stays.GetAsync(each));
        var slow = ends.GetAsync(deployments[0], "/slow");
        await IsAskedSlowlyAsync(node, deployments[0]);

        var watch = Stopwatch.StartNew();
        var ended = ends.EndAsync();
        await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(stays.Id) == 4, "the other acts for all");
        output.WriteLine($"handed over {watch.Elapsed.TotalMilliseconds:0} ms after SIGTERM");

        (await slow).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ended;
        (await visitors.EndAsync()).ShouldBeEmpty();
        (await ProcessesAsync(stays, deployments)).ShouldBe(processes);
        await LinesAreWholeAsync(node, deployments);
    }

    [Fact]
    public async Task An_instance_ends_only_when_the_requests_through_the_other_Workers_ingress_are_done()
    {
        await using var node = await TestNode.CreateAsync();
        var owner = await node.StartWorkerAsync();
        var deployment = (await DeployAsync(node, owner.TextAsync, 1)).Single();
        var other = await node.StartWorkerAsync(("Leases:Calm", "01:00:00"));
        await other.TextAsync(deployment);
        var slow = other.GetAsync(deployment, "/slow");
        await IsAskedSlowlyAsync(node, deployment);

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));

        using var answer = await slow;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("slow");
        await node.ShowsAsync(deployment, DeploymentState.Stopped);
        (await node.InstancesAsync(deployment)).ShouldBeEmpty();
    }

    private static Task IsAskedSlowlyAsync(TestNode node, Deployment deployment) =>
        Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Contains("asked for slow"), "the slow request is on its way");

    private static Task<List<Deployment>> DeployAsync(TestNode node, WorkerProcess worker, int count) =>
        DeployAsync(node, (deployment, path) => worker.TextAsync(deployment, path), count);

    private static async Task<List<Deployment>> DeployAsync(TestNode node, Func<Deployment, string, Task<string>> ask, int count)
    {
        var deployments = new List<Deployment>();
        for (var number = 0; number < count; number++)
            deployments.Add(await node.DeployAsync($"app{number}", Apps.Node(Counter)));
        foreach (var deployment in deployments)
        {
            await ask(deployment, "/");
            await node.ShowsAsync(deployment, DeploymentState.Running);
        }
        return deployments;
    }

    private static async Task<List<string>> ProcessesAsync(WorkerProcess worker, List<Deployment> deployments, bool both = false)
    {
        var processes = new List<string>();
        foreach (var deployment in deployments)
            for (var asked = 0; asked < (both ? 2 : 1); asked++)
                processes.Add($"{deployment.Name} {await worker.TextAsync(deployment)}");
        return processes;
    }

    /// <summary>Each sandbox's lines are there from the first on, once each, in the order of their numbers.</summary>
    private static async Task LinesAreWholeAsync(TestNode node, List<Deployment> deployments)
    {
        await using var db = node.Open();
        foreach (var deployment in deployments)
        {
            var lines = (await db.LogAsync(deployment.Id)).FindAll(line => line.Text?.StartsWith("line ", StringComparison.Ordinal) == true);
            lines.Count.ShouldBeGreaterThan(100);
            foreach (var sandbox in lines.GroupBy(line => (line.InstanceId, line.Epoch)))
                sandbox.Select(line => line.Text).ShouldBe(Enumerable.Range(1, sandbox.Count()).Select(number => $"line {number}"));
        }
    }
}
