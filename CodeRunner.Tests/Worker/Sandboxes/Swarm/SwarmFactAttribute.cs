using CodeRunner.Tests.Worker.Sandboxes.Conformance;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

/// <summary>A test with a swarm of its own making: where none can be made it is counted as skipped, and says what is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SwarmFactAttribute : FactAttribute
{
    public SwarmFactAttribute() => Skip = ProviderKind.Of(ProviderKind.Swarm).Lacks;
}
