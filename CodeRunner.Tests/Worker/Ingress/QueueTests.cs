using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>How long requests wait before an instance takes them up, as the ingress counts it.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task What_waits_for_an_instance_is_told_apart_from_what_the_instance_takes_its_time_for()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Ingress:MaxConnectionsPerInstance", "1"));
        var deployment = await node.DeployAsync("queued", Apps.Node("require('http').createServer((q, r) => setTimeout(() => r.end('ok'), q.url === '/slow' ? 1000 : 0)).listen(process.env.PORT);"));
        await worker.TextAsync(deployment);
        var counter = worker.Services.GetRequiredService<RouteTable>().FindLoad(deployment.Id)!.Counter!;

        var queued = counter.QueuedSeconds;
        await worker.TextAsync(deployment, "/slow");
        (counter.QueuedSeconds - queued).ShouldBeLessThan(0.9, "it went to the app at once");

        queued = counter.QueuedSeconds;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => worker.TextAsync(deployment, "/slow")));
        (counter.QueuedSeconds - queued).ShouldBeGreaterThan(2, "one after the other: the second waited for one, the third for two");
    }
}
