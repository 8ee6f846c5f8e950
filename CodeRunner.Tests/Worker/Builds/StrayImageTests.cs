using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Worker.Builds;

[Trait("Needs", "root")]
public sealed class StrayImageTests
{
    [Theory, EveryProvider(WithImages = true)]
    public async Task An_image_is_kept_as_long_as_a_release_needs_it_and_a_while_after_it_was_pulled(string kind)
    {
        await using var registry = await ImageRegistry.StartAsync();
        var engine = await ProviderKind.Of(kind).Engine!.OptionsAsync();
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(
            ("Sandboxes:Provider", "container"), ("Sandboxes:Container:Endpoint", engine.Endpoint), ("Sandboxes:Container:AllowedPrivateRegistries:0", registry.Host));
        var provider = worker.Services.GetRequiredService<ISandboxProvider>();
        var image = await provider.ResolveImageAsync($"{registry.Host}/team/app:1", _ => { }, default);
        var deployment = await StoreAsync(node, worker, image);

        await RemoveAsync(worker, DateTimeOffset.UtcNow.AddHours(2));
        (await provider.ListImagesAsync(default)).ShouldHaveSingleItem("a release needs it");

        await node.ChangeAsync(deployment, (db, _) => db.Releases.RemoveRange(db.Releases.Where(release => release.DeploymentId == deployment)));
        await RemoveAsync(worker, DateTimeOffset.UtcNow);
        (await provider.ListImagesAsync(default)).ShouldHaveSingleItem("it was pulled just now");

        await RemoveAsync(worker, DateTimeOffset.UtcNow.AddHours(2));
        (await provider.ListImagesAsync(default)).ShouldBeEmpty();
        (await ProviderKind.Of(kind).Engine!.AskAsync("/images/json?all=1")).ShouldNotContain(registry.Digest);
    }

    private static Task RemoveAsync(TestWorker worker, DateTimeOffset now) =>
        ActivatorUtilities.CreateInstance<StrayImages>(worker.Services, new FakeTimeProvider(now)).RemoveAsync(default);

    /// <summary>A stopped deployment with a release of the image that served once.</summary>
    private static async Task<Guid> StoreAsync(TestNode node, TestWorker worker, ResolvedImage image)
    {
        var deployment = await node.CreateDeploymentAsync("pulled");
        await node.ChangeAsync(deployment.Id, (db, it) =>
        {
            it.TryStop(out var _);
            var release = new Release(it, new SourceDescription(SourceKind.Image, "app"), node.UserId, DateTimeOffset.UtcNow);
            var nodeId = worker.Services.GetRequiredService<NodeIdentity>().Id;
            release.Built(new Artifact(release.Id, nodeId, Runtime.Image, [], "", new Dictionary<string, string>(), image.Bytes) { Image = image.Pinned }, DateTimeOffset.UtcNow);
            release.Serve(DateTimeOffset.UtcNow);
            release.Supersede(DateTimeOffset.UtcNow);
            db.Add(release);
        });
        return deployment.Id;
    }
}
