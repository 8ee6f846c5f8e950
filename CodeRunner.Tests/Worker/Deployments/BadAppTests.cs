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
