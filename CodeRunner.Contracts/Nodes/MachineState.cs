namespace CodeRunner.Contracts.Nodes;

/// <summary>Whether a swarm reaches a machine. Unknown: its managers were just started, and have not heard of it yet.</summary>
public enum MachineState
{
    Unknown,
    Down,
    Ready,
    Disconnected,
}
