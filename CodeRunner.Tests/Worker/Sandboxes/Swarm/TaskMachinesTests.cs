using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet.Models;
using TaskStatus = Docker.DotNet.Models.TaskStatus;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class TaskMachinesTests
{
    private static readonly NodeListResponse[] Nodes = [Node("up", "ready"), Node("down", "down"), Node("starting", "unknown"), Node("drained", "ready", "drain")];

    [Theory]
    [InlineData("down", TaskState.Shutdown, TaskState.Running, TaskState.Orphaned)]
    [InlineData("gone", TaskState.Shutdown, TaskState.Running, TaskState.Orphaned)]
    [InlineData("down", TaskState.Running, TaskState.Running, TaskState.Running)]
    [InlineData("down", TaskState.Shutdown, TaskState.Failed, TaskState.Failed)]
    [InlineData("up", TaskState.Shutdown, TaskState.Running, TaskState.Running)]
    [InlineData("starting", TaskState.Shutdown, TaskState.Running, TaskState.Running)]
    [InlineData("drained", TaskState.Shutdown, TaskState.Running, TaskState.Running)]
    [InlineData("", TaskState.Shutdown, TaskState.Pending, TaskState.Pending)]
    public void It_is_lost_when_the_swarm_has_given_it_up_on_a_machine_that_is_down(string machine, TaskState desired, TaskState said, TaskState seen)
    {
        var task = Task(machine, desired, said);
        TaskMachines.MarkLost(new[] { task }.Where(TaskMachines.IsGivenUp), Nodes);

        task.Status!.State.ShouldBe(seen);
    }

    [Theory]
    [InlineData("down", TaskState.Orphaned, "Its machine down is down.")]
    [InlineData("gone", TaskState.Orphaned, "Its machine is not in the swarm any more.")]
    [InlineData("drained", TaskState.Shutdown, "Its machine drained was drained.")]
    [InlineData("up", TaskState.Orphaned, "Its machine was away for too long.")]
    [InlineData("up", TaskState.Shutdown, null)]
    public void Why_is_said_where_its_machine_is_to_blame(string machine, TaskState state, string? why) => TaskMachines.Why(Task(machine, TaskState.Shutdown, state), Nodes).ShouldBe(why);

    private static TaskResponse Task(string machine, TaskState desired, TaskState state) => new() { NodeID = machine, DesiredState = desired, Status = new TaskStatus { State = state } };

    private static NodeListResponse Node(string id, string state, string availability = "active") => new()
    {
        ID = id,
        Description = new NodeDescription { Hostname = id },
        Status = new NodeStatus { State = state },
        Spec = new NodeUpdateParameters { Availability = availability },
    };
}
