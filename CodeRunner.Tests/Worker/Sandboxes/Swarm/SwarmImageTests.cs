using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.Extensions.Logging.Abstractions;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

/// <summary>Releases whose source is an image, on a swarm.</summary>
[Trait("Needs", "root")]
public sealed class SwarmImageTests : IAsyncLifetime
{
    private Lab lab = null!;
    private SwarmOptions options = null!;
    private SwarmProvider provider = null!;

    public async Task InitializeAsync()
    {
        // First, as the lab's patience begins with it.
        if (ProviderKind.Of(ProviderKind.Swarm).Lacks is null) options = await SwarmCluster.Shared.OptionsAsync($"t{Guid.NewGuid():N}"[..17]);
        lab = await Lab.OpenAsync(ProviderKind.Process);
        if (options is not null) provider = Open();
    }

    public async Task DisposeAsync()
    {
        if (provider is not null)
        {
            foreach (var sandbox in await provider.ListAsync(CancellationToken.None)) await provider.DeleteAsync(sandbox.Id, CancellationToken.None);
            provider.Dispose();
        }

        await lab.DisposeAsync();
    }

    [SwarmFact]
    public async Task An_image_is_pulled_and_pinned_and_runs_on_any_machine_as_it_says_but_never_as_root()
    {
        await using var registry = await ImageRegistry.StartAsync(options.Registry.Split(':')[0]);
        options.AllowedPrivateRegistries.Add(registry.Host);
        var said = new List<string>();
        var image = await provider.ResolveImageAsync($"{registry.Host}/team/app:1", said.Add, lab.Soon);

        (image.Pinned, image.Digest).ShouldBe(($"{registry.Host}/team/app@{registry.Digest}", registry.Digest));
        said.ShouldNotBeEmpty();
        (await provider.ListImagesAsync(lab.Soon)).ShouldHaveSingleItem().Pinned.ShouldBe(image.Pinned);
        var spec = lab.Spec() with { Image = image.Pinned, AppDirectory = "", Listens = true, Environment = new Dictionary<string, string> { ["SECRET"] = "s3cret" } };
        foreach (var _ in Enumerable.Range(0, SwarmCluster.Machines))
        {
            var lines = await RunAsync(spec with { Id = Guid.NewGuid() });
            lines[0].ShouldBe("8080 yes s3cret /srv");
            lines[1].ShouldNotBe("0");
        }

        (await RunAsync(spec with { Id = Guid.NewGuid(), Command = ["/bin/echo", "instead"] })).ShouldBe(["instead"]);
    }

    [SwarmFact]
    public async Task What_an_image_sets_in_its_environment_is_the_apps_and_does_not_reach_our_first_process()
    {
        var image = await ImportAsync("environment", "ENV DOTNET_GCHeapHardLimit=1 DOTNET_DbgEnableMiniDump=1 DOTNET_DbgCreateDumpToolPath=/bin/evil GREETING=hello");

        (await RunAsync(lab.Shell("echo $GREETING $DOTNET_DbgEnableMiniDump") with { Image = image, AppDirectory = "" })).ShouldBe(["hello 1"]);
    }

    [SwarmFact]
    public async Task What_an_image_has_where_our_first_process_goes_is_replaced()
    {
        foreach (var planted in (string[])[".coderunner", ".coderunner/init"])
        {
            var image = await TestImage.ImportAsync(options.Endpoint, $"localhost/coderunner-planted-{options.Name}", [(planted, "/bin/busybox")], ["LABEL planted=yes"]);

            (await RunAsync(lab.Shell("id -u; readlink /.coderunner; readlink /.coderunner/init; echo end") with { Image = image, AppDirectory = "" })).ShouldSatisfyAllConditions(
                lines => lines.Count.ShouldBe(2), lines => lines[0].ShouldNotBe("0"), lines => lines[^1].ShouldBe("end"));
        }
    }

    [SwarmFact]
    public async Task An_image_that_is_made_to_build_on_is_refused_with_the_reason()
    {
        var image = await ImportAsync("onbuild", "ONBUILD RUN /bin/evil");
        var refused = await Should.ThrowAsync<SandboxException>(() => provider.StartAsync(lab.Shell("true") with { Image = image, AppDirectory = "" }, lab.Soon));

        refused.Code.ShouldBe("image_not_supported");
        refused.Message.ShouldContain("ONBUILD");
    }

    private SwarmProvider Open() => new(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance);

    private async Task<List<string>> RunAsync(SandboxSpec spec)
    {
        await provider.StartAsync(spec, lab.Soon);
        return await ReadAsync(spec.Id);
    }

    private async Task<List<string>> ReadAsync(Guid id)
    {
        var lines = new List<string>();
        await foreach (var record in provider.ReadOutputAsync(id, 0, lab.Soon)) lines.Add(record.Text);
        return lines;
    }

    private Task<string> ImportAsync(string name, string change) => TestImage.ImportAsync(options.Endpoint, $"localhost/coderunner-{name}-{options.Name}", change);
}
