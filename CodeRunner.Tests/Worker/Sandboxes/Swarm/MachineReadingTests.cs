using CodeRunner.Contracts.Nodes;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet.Models;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class MachineReadingTests
{
    [Fact]
    public void A_machine_is_what_its_manager_says() => MachineReading.Of(
        new NodeListResponse
        {
            ID = "one",
            Spec = new NodeUpdateParameters { Role = "manager", Availability = "drain" },
            Status = new NodeStatus { State = "ready", Addr = "0.0.0.0" },
            ManagerStatus = new ManagerStatus { Addr = "10.0.0.11:2377" },
            Description = new NodeDescription { Hostname = "m1", Engine = new EngineDescription { EngineVersion = "28.5.1" }, Resources = new SwarmResources { NanoCPUs = 2_500_000_000, MemoryBytes = 4L << 30 } },
        },
        sandboxes: 3, builds: true).ShouldBe(
        new MachineFacts("m1", "10.0.0.11", MachineAvailability.Drain, MachineState.Ready, "28.5.1", 2.5, 4096, 3) { Manager = true, Builds = true });

    [Fact]
    public void One_that_has_said_nothing_of_itself_yet_has_its_id_for_a_name() => MachineReading.Of(new NodeListResponse { ID = "one", Status = new NodeStatus { State = "unknown" } }, 0, builds: false).ShouldBe(
        new MachineFacts("one", "", MachineAvailability.Active, MachineState.Unknown, "", 0, 0, 0));

    [Theory]
    [InlineData(MachineAvailability.Active, "active")]
    [InlineData(MachineAvailability.Pause, "pause")]
    [InlineData(MachineAvailability.Drain, "drain")]
    public void What_it_may_be_used_for_has_the_swarms_word(MachineAvailability availability, string word)
    {
        MachineReading.Word(availability).ShouldBe(word);
        MachineReading.Of(new NodeListResponse { ID = "one", Spec = new NodeUpdateParameters { Availability = word } }, 0, builds: false).Availability.ShouldBe(availability);
    }
}
