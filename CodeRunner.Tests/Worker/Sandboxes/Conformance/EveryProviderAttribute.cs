using System.Reflection;
using Xunit.Sdk;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>One case for each provider that this machine has; <see cref="PresenceTests"/> shows the others as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryProviderAttribute(params object[] more) : DataAttribute
{
    /// <summary>Only those that isolate, not the process provider.</summary>
    public bool Isolating { get; init; }

    /// <summary>Only those that run images beside us; a swarm does so by making others of them, and has tests of its own.</summary>
    public bool WithImages { get; init; }

    /// <summary>Only those that run none.</summary>
    public bool WithoutImages { get; init; }

    /// <summary>Only those with an engine that is asked for sandboxes.</summary>
    public bool Engined { get; init; }

    /// <summary>Why it does not hold where a swarm makes the sandboxes: the decision lists each such case with this reason, and a test compares.</summary>
    public string? NotOnSwarm { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from kind in ProviderKind.All
        where kind.Lacks is null && (!Isolating || kind.Name != ProviderKind.Process) && (!WithImages || kind.Engine is not null)
            && (!WithoutImages || kind.Inspected is null) && (!Engined || kind.Inspected is not null) && (NotOnSwarm is null || kind.Name != ProviderKind.Swarm)
        from each in more.Length == 0 ? [[]] : more.Select(m => m is object[] several ? several : [m])
        select (object[])[kind.Name, .. each];
}
