using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Pure: what became of a task by its machine. Of one whose machine is down the swarm wants an end at once, but says what the machine said last, and that the task is orphaned only after a
/// day. It may run on where only the network is gone: then it ends when the machine is back, as the swarm's own services do.
/// </summary>
internal static class TaskMachines
{
    /// <summary>The swarm wants it no more, and has not heard of its end.</summary>
    public static bool IsGivenUp(TaskResponse task) => task.DesiredState > TaskState.Running && !TaskFacts.HasEnded(task);

    /// <summary>Those of them that are on machines which are down, or not of the swarm any more, are orphaned by now.</summary>
    public static void MarkLost(IEnumerable<TaskResponse> givenUp, IEnumerable<NodeListResponse> nodes)
    {
        var reached = nodes.Where(node => node.Status?.State != "down").Select(node => node.ID).ToHashSet();
        foreach (var task in givenUp)
            if (task is { NodeID: { Length: > 0 } machine, Status: { } status } && !reached.Contains(machine))
                status.State = TaskState.Orphaned;
    }

    /// <summary>Whether it was ended by the swarm, and not by itself or by us.</summary>
    public static bool EndedIt(TaskResponse task) => task.Status?.State is TaskState.Orphaned or TaskState.Shutdown;

    /// <summary>In words for people, what its machine has to do with its end; null for nothing.</summary>
    public static string? Why(TaskResponse task, IEnumerable<NodeListResponse> nodes) => nodes.FirstOrDefault(node => node.ID == task.NodeID) switch
    {
        null => "Its machine is not in the swarm any more.",
        { Status.State: "down" } node => $"Its machine {NameOf(node)} is down.",
        { Spec.Availability: "drain" } node => $"Its machine {NameOf(node)} was drained.",
        _ when task.Status?.State == TaskState.Orphaned => "Its machine was away for too long.",
        _ => null,
    };

    private static string NameOf(NodeListResponse node) => node.Description?.Hostname is { Length: > 0 } name ? name : node.ID;
}
