using System.Net;
using System.Net.Sockets;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Deployments;

[Trait("Needs", "root")]
public sealed class SlowPullTests
{
    [Theory, EveryProvider(WithImages = true)]
    public async Task While_images_of_others_are_pulled_an_app_whose_image_is_there_starts(string kind)
    {
        var engine = ProviderKind.Of(kind).Engine!;
        await engine.OptionsAsync();
        using var registry = new TcpListener(IPAddress.Loopback, 0);
        registry.Start();
        var host = registry.LocalEndpoint.ToString()!;
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(
            ("Sandboxes:Provider", "container"), ("Sandboxes:Container:Endpoint", engine.Endpoint), ("Sandboxes:Container:AllowedPrivateRegistries:0", host), ("Deployments:Parallel", "1"));
        for (var number = 0; number < 2; number++)
            await RunAsync(node, worker, $"{host}/team/app{number}@sha256:{new string('a', 64)}");
        using var waits = await registry.AcceptSocketAsync();

        var deployment = await RunAsync(node, worker, TestImage.Name);

        var provider = worker.Services.GetRequiredService<ISandboxProvider>();
        await Eventually.BeTrueAsync(
            async () => (await provider.ListAsync(default)).Any(sandbox => sandbox.Labels.DeploymentId == deployment.Id && sandbox.Exit is null), "it runs");
        await node.ChangeAsync(deployment.Id, (_, it) => it.Delete());
        await Eventually.BeTrueAsync(async () => await IsGoneAsync(node, deployment), "it is deleted");
    }

    /// <summary>A release of an image that was pulled once, and may be gone from this machine.</summary>
    private static async Task<Deployment> RunAsync(TestNode node, TestWorker worker, string image)
    {
        var deployment = await node.CreateDeploymentAsync($"image-{Guid.NewGuid().ToString("n")[..6]}");
        await node.ChangeAsync(deployment.Id, (db, it) =>
        {
            var release = new Release(it, new SourceDescription(SourceKind.Image, image), node.UserId, DateTimeOffset.UtcNow);
            var artifact = new Artifact(release.Id, worker.Services.GetRequiredService<NodeIdentity>().Id, Runtime.Image, [], "", new Dictionary<string, string>(), 0) { Image = image };
            release.Built(artifact, DateTimeOffset.UtcNow);
            db.Add(release);
        });
        return deployment;
    }

    private static async Task<bool> IsGoneAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return !await db.Deployments.AnyAsync(each => each.Id == deployment.Id);
    }
}
