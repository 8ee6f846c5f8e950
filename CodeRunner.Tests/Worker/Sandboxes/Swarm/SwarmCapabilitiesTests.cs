using CodeRunner.Worker.Sandboxes.Container;
using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class SwarmCapabilitiesTests
{
    private static readonly EngineFacts Engine = new("20.10", Memory: true, Swap: true, Cpu: true, Pids: true, Rootless: false, RemapsUsers: false, TellsOutOfMemory: true, []);
    private static readonly SwarmFacts Good = new(Engine, IsManager: true, "n1", HasServiceLimits: true, NotReady: [], Unasked: []);

    [Fact]
    public void What_is_enforced_is_said_and_what_is_not_too()
    {
        var can = Of(Good);

        (can.MemoryLimit, can.CpuLimit, can.PidsLimit, can.DiskLimit, can.OwnHostUid, can.Internet).ShouldBe((true, true, true, false, true, true));
        can.Missing.ShouldNotContain(m => m.Contains("no task can start", StringComparison.Ordinal));
        can.Missing.ShouldContain(m => m.StartsWith("The disk limit is not enforced", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_no_task_can_start_the_reason_is_said()
    {
        Of(Good with { IsManager = false }).Missing.ShouldContain(m => m.Contains("not a manager", StringComparison.Ordinal));
        Of(Good with { HasServiceLimits = false }).Missing.ShouldContain(m => m.Contains("older than 20.10", StringComparison.Ordinal));
        Of(Good with { Manager = Engine with { RemapsUsers = true } }).Missing.ShouldContain(m => m.Contains("userns-remap", StringComparison.Ordinal));
        foreach (var lacking in (SwarmFacts[])[Good with { IsManager = false }, Good with { HasServiceLimits = false }, Good with { Manager = Engine with { RemapsUsers = true } }])
            Of(lacking).Internet.ShouldBeFalse();
    }

    [Fact]
    public void Machines_of_which_nothing_is_known_are_named()
    {
        var missing = Of(Good with { NotReady = ["10.0.0.8"], Unasked = ["10.0.0.9"] }).Missing;

        missing.ShouldContain(m => m.Contains("10.0.0.8", StringComparison.Ordinal));
        missing.ShouldContain(m => m.Contains("10.0.0.9", StringComparison.Ordinal) && m.Contains("Sandboxes:Swarm:Nodes", StringComparison.Ordinal));
    }

    private static CodeRunner.Worker.Sandboxes.SandboxCapabilities Of(SwarmFacts facts) => SwarmCapabilities.Of(facts, new SwarmOptions(), "shim", isStatic: true);
}
