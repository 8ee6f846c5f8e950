using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Worker.Builds;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>Releases whose source is an image, which only container engines run.</summary>
[Trait("Needs", "root")]
public sealed class ImageConformance
{
    [Theory, EveryProvider(WithImages = true)]
    public async Task An_image_is_pulled_and_pinned_and_runs_as_it_says_but_never_as_root(string kind)
    {
        await using var registry = await ImageRegistry.StartAsync();
        await using var lab = await Lab.OpenAsync(kind, configure: null, registry.Host);
        var said = new List<string>();
        var image = await lab.Provider.ResolveImageAsync($"{registry.Host}/team/app:1", said.Add, lab.Soon);

        image.Pinned.ShouldBe($"{registry.Host}/team/app@{registry.Digest}");
        image.Digest.ShouldBe(registry.Digest);
        said.ShouldNotBeEmpty();
        var spec = lab.Spec() with { Image = image.Pinned, AppDirectory = "", Listens = true, Environment = new Dictionary<string, string> { ["SECRET"] = "s3cret" } };
        var run = await lab.RunAsync(spec);
        run.Output[0].ShouldBe("8080 yes s3cret /srv");
        run.Output[1].ShouldNotBe("0");
        (await lab.RunAsync(spec with { Id = Guid.NewGuid(), Command = ["/bin/echo", "instead"] })).Output.ShouldBe(["instead"]);
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task An_image_that_is_not_there_is_said_to_be_missing_by_name(string kind)
    {
        await using var registry = await ImageRegistry.StartAsync();
        await using var lab = await Lab.OpenAsync(kind, configure: null, registry.Host);
        var refused = await Should.ThrowAsync<SandboxException>(() => lab.Provider.ResolveImageAsync($"{registry.Host}/team/app:other", _ => { }, lab.Soon));

        refused.Code.ShouldBe("image_not_pulled");
        refused.Message.ShouldContain($"{registry.Host}/team/app:other");
        refused.Message.ShouldMatch("not found|manifest unknown");
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task A_registry_that_is_not_on_the_internet_is_not_asked_unless_that_is_allowed(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        using var service = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse("127.0.0.2"), 0);
        service.Start();
        var refused = await Should.ThrowAsync<SandboxException>(() => lab.Provider.ResolveImageAsync($"{service.LocalEndpoint}/team/app:1", _ => { }, lab.Soon));

        refused.Code.ShouldBe("image_not_pulled");
        refused.Message.ShouldContain($"'{service.LocalEndpoint}'");
        refused.Message.ShouldContain("Sandboxes:Container:AllowedPrivateRegistries");
        service.Pending().ShouldBeFalse();
    }

    [Theory, EveryProvider("127.0.0.2", "127.0.0.2:443", WithImages = true)]
    public async Task What_is_allowed_on_one_port_is_not_asked_on_another(string kind, string allowed)
    {
        await using var lab = await Lab.OpenAsync(kind, configure: null, allowed);
        using var service = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse("127.0.0.2"), 0);
        service.Start();
        var asked = lab.Provider.ResolveImageAsync($"{service.LocalEndpoint}/team/app:1", _ => { }, lab.Soon);
        await Task.WhenAny(asked, Task.Delay(TimeSpan.FromSeconds(2), lab.Soon));

        service.Pending().ShouldBeFalse();
        (await Should.ThrowAsync<SandboxException>(() => asked)).Code.ShouldBe("image_not_pulled");
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task However_an_image_writes_its_volumes_they_are_in_memory(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var engine = ProviderKind.Of(kind).Engine!;
        var image = await TestImage.ImportAsync(engine.Endpoint, "localhost/coderunner-volumes", "VOLUME [\"/data/\", \"/tmp/\", \"/a/../b\", \"/c//d/.\", \"/e\"]");
        var id = await lab.StartAsync(lab.Shell("for v in /data /tmp /b /c/d /e; do touch $v/x && grep \" $v tmpfs \" /proc/mounts; done; echo end; sleep 1000") with { Image = image, AppDirectory = "" });
        await lab.WaitForLineAsync(id, "end");
        var container = await engine.AskAsync($"/containers/{await engine.FindAsync(id)}/json");
        await lab.Provider.StopAsync(id, TimeSpan.Zero, lab.Soon);

        var said = (await lab.ReadToEndAsync(id)).Select(line => line.Text).ToList();
        said.Count.ShouldBe(6, string.Join('\n', said));
        container.ShouldNotContain("\"Type\":\"volume\"");
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task What_an_engine_says_tells_nothing_of_the_nodes_directories(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var file = Path.Combine(lab.NewDirectory(), "file");
        await File.WriteAllTextAsync(file, "");
        var refused = await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(lab.Shell("true") with { Mounts = [new SandboxMount(Path.Combine(file, "below"), "/cache", Writable: false)] }));

        refused.Code.ShouldBe("start_failed");
        refused.Message.ShouldNotContain(lab.Root);
        refused.Message.ShouldMatch("not a directory|does not exist");
    }

    [Theory, EveryProvider(WithoutImages = true)]
    public async Task Where_no_image_can_run_the_refusal_says_what_to_do(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        foreach (var attempt in (Func<Task>[])[() => lab.Provider.ResolveImageAsync("nginx", _ => { }, lab.Soon), () => lab.StartAsync(lab.Spec() with { Image = "nginx", AppDirectory = "" })])
        {
            var refused = await Should.ThrowAsync<SandboxException>(attempt);
            refused.Code.ShouldBe("image_not_supported");
            refused.Message.ShouldContain("Sandboxes:Provider");
        }
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task A_release_of_an_image_needs_no_build_and_keeps_the_digest(string kind)
    {
        var engine = await ProviderKind.Of(kind).Engine!.OptionsAsync();
        await using var registry = await ImageRegistry.StartAsync();
        await using var lab = await BuildLab.CreateAsync(("Sandboxes:Provider", "container"), ("Sandboxes:Container:Endpoint", engine.Endpoint), ("Sandboxes:Container:AllowedPrivateRegistries:0", registry.Host));
        var outcome = await lab.Builder.BuildAsync(Request($"{registry.Host}/team/app:1"), CancellationToken.None);

        var artifact = outcome.Artifact.ShouldNotBeNull(outcome.Failure?.Message);
        (artifact.Runtime, artifact.ImageDigest, artifact.Command.Count).ShouldBe((Runtime.Image, registry.Digest, 0));
        artifact.Image.ShouldBe($"{registry.Host}/team/app@{registry.Digest}");
        lab.Builder.FindArtifact(artifact).ShouldBe("");
        lab.Log.Text.ShouldContain(registry.Digest);
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task An_image_that_was_pulled_for_a_release_goes_when_nothing_runs_it_and_only_then(string kind)
    {
        await using var registry = await ImageRegistry.StartAsync();
        await using var lab = await Lab.OpenAsync(kind, configure: null, registry.Host);
        var image = await lab.Provider.ResolveImageAsync($"{registry.Host}/team/app:1", _ => { }, lab.Soon);
        var pulled = (await lab.Provider.ListImagesAsync(lab.Soon)).ShouldHaveSingleItem();
        pulled.Pinned.ShouldBe(image.Pinned);
        var id = await lab.StartAsync(lab.Spec("/bin/sleep", "1000") with { Image = image.Pinned, AppDirectory = "" });

        (await lab.Provider.RemoveImageAsync(pulled, lab.Soon)).ShouldBeFalse();
        (await ImagesAsync(kind)).ShouldContain(registry.Digest);
        await lab.Provider.DeleteAsync(id, lab.Soon);
        (await lab.Provider.RemoveImageAsync(pulled, lab.Soon)).ShouldBeTrue();

        (await ImagesAsync(kind)).ShouldNotContain(registry.Digest);
        (await lab.Provider.ListImagesAsync(lab.Soon)).ShouldBeEmpty();
    }

    [Theory, EveryProvider(WithImages = true)]
    public async Task An_image_that_was_there_before_is_nobodys_to_remove(string kind)
    {
        await using var registry = await ImageRegistry.StartAsync();
        await using var first = await Lab.OpenAsync(kind, configure: null, registry.Host);
        await using var second = await Lab.OpenAsync(kind, configure: null, registry.Host);
        await first.Provider.ResolveImageAsync($"{registry.Host}/team/app:1", _ => { }, first.Soon);
        await second.Provider.ResolveImageAsync($"{registry.Host}/team/app:1", _ => { }, second.Soon);

        (await second.Provider.ListImagesAsync(second.Soon)).ShouldBeEmpty();
        (await first.Provider.RemoveImageAsync((await first.Provider.ListImagesAsync(first.Soon)).Single(), first.Soon)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_release_of_an_image_fails_clearly_on_a_node_without_an_engine()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.Builder.BuildAsync(Request("nginx"), CancellationToken.None);

        outcome.Failure.ShouldNotBeNull().Code.ShouldBe("image_not_supported");
    }

    private static Task<string> ImagesAsync(string kind) => ProviderKind.Of(kind).Engine!.AskAsync("/images/json?all=1");

    private static BuildRequest Request(string image) =>
        new(BuildLab.Own(Guid.NewGuid()), Guid.NewGuid(), Guid.NewGuid(), 1, new SourceDescription(SourceKind.Image, image), new BuildSettings());
}
