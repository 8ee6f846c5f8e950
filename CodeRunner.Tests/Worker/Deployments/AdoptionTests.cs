using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class AdoptionTests
{
    private const string Counter = """
        let n = 0;
        setInterval(() => console.log('line ' + ++n), 5);
        require('http').createServer((q, r) => r.end(JSON.stringify({ pid: process.pid, up: process.uptime() }))).listen(process.env.PORT);
        """;

    [Fact]
    public async Task An_app_outlives_its_Worker_and_the_next_one_adopts_it_without_a_lost_or_repeated_line()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("survivor", Apps.Node(Counter));
        await first.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var before = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();

        await first.EndAsync();
        var atTheEnd = (await CountedAsync(node, deployment.Id)).Count;
        await Task.Delay(500);
        var second = await node.StartWorkerAsync();
        await second.TextAsync(deployment);
        var lines = await Eventually.BeAsync(() => CountedAsync(node, deployment.Id), all => all.Count > atTheEnd + 150, "new lines come");

        var after = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();
        (after.SandboxId, after.Epoch, after.State).ShouldBe((before.SandboxId, before.Epoch, InstanceState.Running));
        lines.ShouldBe(Enumerable.Range(1, lines.Count).Select(n => $"line {n}"));
    }

    [Fact]
    public async Task Of_two_Workers_one_acts_both_route_and_the_other_takes_over()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync();
        var second = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("shared", Apps.Good(), instances: 2);
        await first.TextAsync(deployment);
        await second.TextAsync(deployment);
        (await node.InstancesAsync(deployment)).Count.ShouldBe(2);
        (await first.Services.GetRequiredService<ISandboxProvider>().ListAsync(default)).Count(each => each.Purpose == SandboxPurpose.Instance).ShouldBe(2);

        await first.EndAsync();
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(3, out var _));

        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count(each => each.State == InstanceState.Running) == 3, "the other acts");
        await second.TextAsync(deployment);
    }

    [Fact]
    public async Task A_sandbox_that_the_database_does_not_know_is_removed()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("orphan", Apps.Good());
        await first.TextAsync(deployment);
        await first.EndAsync();
        await using (var db = node.Open())
            await db.Deployments.ExecuteDeleteAsync();

        var second = await node.StartWorkerAsync();

        var provider = second.Services.GetRequiredService<ISandboxProvider>();
        await Eventually.BeTrueAsync(async () => (await provider.ListAsync(default)).Count == 0, "it is removed");
    }

    [Fact]
    public async Task When_apps_end_with_the_Worker_none_is_left_and_the_next_start_brings_them_back_at_once()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync(("Sandboxes:EndOnShutdown", "true"));
        var deployment = await node.DeployAsync("session", Apps.Good());
        var pid = await first.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);

        await first.EndAsync();
        Directory.GetFileSystemEntries(Path.Combine(node.Directory, "sandboxes")).ShouldBeEmpty();

        var second = await node.StartWorkerAsync();
        (await second.TextAsync(deployment)).ShouldNotBe(pid);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        (await node.InstancesAsync(deployment)).ShouldHaveSingleItem().Crashes.ShouldBe(0);
    }

    [Fact]
    public async Task When_apps_end_with_the_Worker_requests_in_flight_are_answered_first()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Sandboxes:EndOnShutdown", "true"));
        var deployment = await node.DeployAsync("answers", Apps.Good());
        await worker.TextAsync(deployment);
        var slow = worker.GetAsync(deployment, "/slow");
        await Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Contains("asked for /slow"), "the app has the request");

        await worker.EndAsync();

        (await (await slow).Content.ReadAsStringAsync()).ShouldBe("slow 1");
    }

    [Fact]
    public async Task A_Worker_that_ends_its_apps_leaves_alone_what_another_one_serves_even_when_nobody_says_whose_they_are()
    {
        await using var node = await TestNode.CreateAsync();
        var ends = await node.StartWorkerAsync(("Sandboxes:EndOnShutdown", "true"));
        var deployment = await node.DeployAsync("shared", Apps.Good());
        var before = await ends.TextAsync(deployment);
        var stays = await node.StartWorkerAsync();
        await stays.TextAsync(deployment);

        await using (await node.TakeDatabaseAwayAsync())
        {
            await Eventually.BeTrueAsync(() => Task.FromResult(ends.Services.GetRequiredService<Membership>().Current is null), "it acts for nothing any more");
            await ends.EndAsync();
            IdOf(await stays.TextAsync(deployment)).ShouldBe(IdOf(before));
        }
    }

    [Fact]
    public async Task A_Worker_that_was_told_to_end_does_not_say_that_it_is_ready()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        using var http = new HttpClient { BaseAddress = worker.Management };
        await Eventually.BeTrueAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode, "it is ready");

        worker.Services.GetRequiredService<Membership>().Drain();

        (await http.GetAsync("/health/ready")).IsSuccessStatusCode.ShouldBeFalse();
        (await http.GetAsync("/alive")).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static string IdOf(string answer) => System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;

    private static async Task<List<string>> CountedAsync(TestNode node, Guid deploymentId)
    {
        await using var db = node.Open();
        return (await db.LogAsync(deploymentId)).ConvertAll(line => line.Text ?? "").FindAll(line => line.StartsWith("line ", StringComparison.Ordinal));
    }
}
