namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>Skipped, with what is lacking, where no private swarm can be started.</summary>
internal sealed class SwarmFactAttribute : FactAttribute
{
    public SwarmFactAttribute() => Skip = ProviderKind.Of(ProviderKind.Swarm).Lacks;
}
