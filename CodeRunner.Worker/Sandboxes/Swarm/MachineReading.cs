using CodeRunner.Contracts.Nodes;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: a machine in the swarm's words and in ours.</summary>
internal static class MachineReading
{
    private const double NanoCpus = 1e9;

    public static MachineFacts Of(NodeListResponse node, int sandboxes, bool builds) => new(
        node.Description?.Hostname is { Length: > 0 } name ? name : node.ID,
        SwarmEngine.AddressOf(node),
        node.Spec?.Availability switch
        {
            "drain" => MachineAvailability.Drain,
            "pause" => MachineAvailability.Pause,
            _ => MachineAvailability.Active,
        },
        node.Status?.State switch
        {
            "ready" => MachineState.Ready,
            "down" => MachineState.Down,
            "disconnected" => MachineState.Disconnected,
            _ => MachineState.Unknown,
        },
        node.Description?.Engine?.EngineVersion ?? "",
        (node.Description?.Resources?.NanoCPUs ?? 0) / NanoCpus,
        (node.Description?.Resources?.MemoryBytes ?? 0) >> 20,
        sandboxes)
    {
        Manager = node.Spec?.Role == "manager",
        Builds = builds,
    };

    public static string Word(MachineAvailability availability) => availability switch
    {
        MachineAvailability.Drain => "drain",
        MachineAvailability.Pause => "pause",
        _ => "active",
    };
}
