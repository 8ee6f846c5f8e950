using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class BadAppTests
{
    [Fact]
    public async Task An_app_that_exits_at_once_fails_with_its_exit_code_and_last_line()
    {
        var reason = await FailAsync("console.error('DATABASE_URL is not set'); process.exit(5);");

        reason.Code.ShouldBe("crashed");
        reason.ExitCode.ShouldBe(5);
        reason.Message.ShouldContain("DATABASE_URL is not set");
    }

    [Fact]
    public async Task An_app_that_never_listens_fails_and_is_told_so()
    {
        var reason = await FailAsync("setInterval(() => {}, 1000);");

        reason.Code.ShouldBe("not_listening");
    }

    [Fact]
    public async Task An_app_on_a_port_of_its_own_fails_with_both_ports_named()
    {
        var port = Random.Shared.Next(40_000, 60_000);

        var reason = await FailAsync($"require('http').createServer((q, r) => r.end()).listen({port}, '127.0.0.1');");

        reason.Code.ShouldBe("wrong_port");
        reason.Message.ShouldContain($"port {port}");
    }

    [Fact]
    public async Task An_app_whose_health_path_answers_500_fails_with_the_status()
    {
        var reason = await FailAsync(
            "require('http').createServer((q, r) => { r.statusCode = q.url === '/healthz' ? 500 : 200; r.end(); }).listen(process.env.PORT);",
            deployment => deployment.Settings = new BuildSettings { HealthPath = "/healthz" });

        reason.Code.ShouldBe("health_status");
        reason.Message.ShouldContain("500");
    }

    [Fact]
    public async Task An_app_that_eats_its_memory_is_ended_with_the_limit_named_and_tried_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("eater", Apps.Good(), configure: it => it.Limits = it.Limits with { MemoryMb = 100 });
        await worker.TextAsync(deployment);

        _ = worker.GetAsync(deployment, "/eat").ContinueWith(_ => { }, TaskScheduler.Default);

        var failing = await node.ShowsAsync(deployment, DeploymentState.Failing);
        failing.Reason!.Code.ShouldBe("out_of_memory");
        failing.Reason.Message.ShouldContain("100 MB");
        failing.Reason.NextTryAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_app_that_answers_badly_after_a_while_is_unhealthy_and_started_again_with_the_reason_shown()
    {
        // It takes its time to end, so that it is seen to be unhealthy.
        const string program = """
            let status = 200;
            require('http').createServer((q, r) => {
                if (q.url === '/break') status = 500;
                r.statusCode = q.url === '/healthz' ? status : 200;
                r.end(String(process.uptime()));
            }).listen(process.env.PORT);
            process.on('SIGTERM', () => setTimeout(() => process.exit(0), 1500));
            """;
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:HealthInterval", "00:00:00.2"), ("Deployments:FirstBackoff", "00:00:01"));
        var deployment = await node.DeployAsync("breaks", Apps.Node(program), configure: it => it.Settings = new BuildSettings { HealthPath = "/healthz" });
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var before = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();

        await worker.TextAsync(deployment, "/break");

        var sick = (await Eventually.BeAsync(
            () => node.InstancesAsync(deployment), all => all.Exists(each => each.State == InstanceState.Unhealthy), "it is unhealthy")).ShouldHaveSingleItem();
        (sick.Epoch, sick.Reason!.Code).ShouldBe((1, "health_status"));
        var failing = await node.DeploymentAsync(deployment, it => it.Reason?.NextTryAt is not null, "it says when it is tried again");
        (failing.State, failing.Reason!.Code).ShouldBe((DeploymentState.Failing, "health_status"));
        failing.Reason.Message.ShouldContain("500");
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var after = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();
        (after.Id, after.Epoch, after.Restarts, after.Crashes).ShouldBe((before.Id, 2, 1, 1));
        after.SandboxId.ShouldNotBe(before.SandboxId);
        (await node.LinesAsync(deployment)).ShouldContain(line => line.Contains("is unhealthy and is replaced: It answered /healthz with 500", StringComparison.Ordinal));
        await worker.TextAsync(deployment);
    }

    [Fact]
    public async Task An_app_whose_supervisor_is_killed_soon_after_its_start_waits_before_it_is_tried_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:FirstBackoff", "00:00:02"));
        var deployment = await node.DeployAsync("lost", Apps.Good());
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var sandbox = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem().SandboxId!.Value;

        using (var state = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(node.Directory, "sandboxes", $"{sandbox:N}", "shim.json"))))
            Process.GetProcessById(state.RootElement.GetProperty("shim").GetProperty("pid").GetInt32()).Kill();

        var failing = await node.ShowsAsync(deployment, DeploymentState.Failing);
        (failing.Reason!.Code, failing.Reason.NextTryAt is null).ShouldBe(("lost", false));
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var after = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();
        (after.Epoch, after.Crashes).ShouldBe((2, 1));
    }

    [Fact]
    public async Task An_app_that_crashes_waits_longer_each_time_and_says_when_it_is_tried_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:FirstBackoff", "00:00:01"));
        var deployment = await node.DeployAsync("crasher", Apps.Good());
        await worker.TextAsync(deployment);

        await CrashAsync(worker, deployment);
        var first = await node.ShowsAsync(deployment, DeploymentState.Failing);
        first.Reason!.ExitCode.ShouldBe(3);
        first.Reason.NextTryAt.ShouldNotBeNull();
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await CrashAsync(worker, deployment);
        await node.ShowsAsync(deployment, DeploymentState.Failing);

        var instance = (await node.InstancesAsync(deployment)).ShouldHaveSingleItem();
        instance.Crashes.ShouldBe(2);
        instance.Restarts.ShouldBe(1);
        (instance.NextTryAt!.Value - instance.StateSince).ShouldBe(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3));
        (await worker.TextAsync(deployment)).ShouldContain("version");
    }

    private static async Task CrashAsync(TestWorker worker, Deployment deployment)
    {
        using var answer = await worker.GetAsync(deployment, "/crash");
        answer.IsSuccessStatusCode.ShouldBeFalse();
    }

    private static async Task<Reason> FailAsync(string program, Action<Deployment>? configure = null)
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync(("Deployments:HealthDeadline", "00:00:08"));
        var deployment = await node.DeployAsync("bad", Apps.Node(program), configure: configure);
        var release = await node.ReleaseAsync(deployment, 1, ReleaseState.Failed);
        (await node.ShowsAsync(deployment, DeploymentState.Failing)).Reason.ShouldBe(release.Reason);
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count == 0, "its instances are gone");
        return release.Reason!;
    }
}
