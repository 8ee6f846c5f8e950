using System.Net.Sockets;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>What visitors notice of deploys, and of Workers that come and go: nothing.</summary>
public sealed class HandOverTests
{
    [Fact]
    public async Task Workers_of_a_machine_share_the_port_and_a_graceful_end_of_one_fails_no_request()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync(("Ingress:Port", FreePort.Next().ToString()));
        var deployment = await node.DeployAsync("web", Apps.Good(), instances: 2);
        await first.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var port = first.Apps.Port;
        var old = first;
        await using var visitors = new Visitors(port, deployment, count: 6, keep: TimeSpan.FromMilliseconds(200));

        for (var change = 0; change < 3; change++)
        {
            var next = await node.StartWorkerAsync(("Ingress:Port", port.ToString()));
            next.Apps.Port.ShouldBe(port);
            await Eventually.BeAsync(() => Task.FromResult(RoutesOf(next, deployment.Slug)), found => found, "the new Worker knows the route");
            await old.EndAsync();
            old = next;
        }

        var before = visitors.Answered;
        await Eventually.BeTrueAsync(() => Task.FromResult(visitors.Answered > before), "visitors are answered");
        (await visitors.EndAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_port_goes_to_no_other_program_and_is_free_when_the_last_Worker_ended()
    {
        await using var node = await TestNode.CreateAsync();
        var port = FreePort.Next();
        var worker = await node.StartWorkerAsync(("Ingress:Port", port.ToString()));

        Should.Throw<SocketException>(() => Listen(port));
        await worker.EndAsync();
        Listen(port);
    }

    [Fact]
    public async Task Where_each_has_a_network_of_its_own_the_port_is_handed_to_nobody()
    {
        await using var node = await TestNode.CreateAsync();
        var port = FreePort.Next().ToString();
        await using var first = await node.StartWorkerAsync(("Ingress:Port", port), ("Ingress:Shared", "false"));

        foreach (var shared in (string[])["false", "true"])
            (await Should.ThrowAsync<IOException>(() => node.StartWorkerAsync(("Ingress:Port", port), ("Ingress:Shared", shared)))).Message.ShouldContain($"Port {port} is in use");
    }

    [Fact]
    public async Task Deploys_under_load_fail_no_request()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("web", Apps.Good(), instances: 2);
        await worker.TextAsync(deployment);
        await using var visitors = new Visitors(worker.Apps.Port, deployment, count: 4);

        for (var number = 2; number <= 6; number++)
        {
            await node.PushAsync(deployment.Id, Apps.Good(number.ToString()));
            await node.ReleaseAsync(deployment, number, ReleaseState.Serving);
        }
        await worker.TextAsync(deployment);

        (await visitors.EndAsync()).ShouldBeEmpty();
        visitors.Answered.ShouldBeGreaterThan(10);
    }

    private static bool RoutesOf(TestWorker worker, string slug) =>
        ((CodeRunner.Worker.Ingress.RouteTable)worker.Services.GetService(typeof(CodeRunner.Worker.Ingress.RouteTable))!).Find($"{slug}.localhost") is { Targets.Count: > 0 };

    private static void Listen(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
    }
}
