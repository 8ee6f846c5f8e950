namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>So that a provider which this machine can't run is counted as skipped, with the reason.</summary>
[Trait("Needs", "root")]
public sealed class PresenceTests
{
    [ProviderFact(ProviderKind.Bubblewrap)]
    public Task The_conformance_tests_ran_bubblewrap() => RanAsync(ProviderKind.Bubblewrap);

    [ProviderFact(ProviderKind.Docker)]
    public Task The_conformance_tests_ran_docker() => RanAsync(ProviderKind.Docker);

    [ProviderFact(ProviderKind.Podman)]
    public Task The_conformance_tests_ran_podman() => RanAsync(ProviderKind.Podman);

    [ProviderFact(ProviderKind.Swarm)]
    public Task The_conformance_tests_ran_a_swarm() => RanAsync(ProviderKind.Swarm);

    [ProviderFact(ProviderKind.Process)]
    public Task The_conformance_tests_ran_processes() => RanAsync(ProviderKind.Process);

    private static async Task RanAsync(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        (await lab.RunAsync("echo ran")).Output.ShouldBe(["ran"]);
    }

    private sealed class ProviderFactAttribute : FactAttribute
    {
        public ProviderFactAttribute(string kind) => Skip = ProviderKind.Of(kind).Lacks;
    }
}
