namespace CodeRunner.Contracts.Nodes;

/// <summary>What a swarm may place on a machine: anything; nothing more; nothing, and what is there ends.</summary>
public enum MachineAvailability
{
    Active,
    Pause,
    Drain,
}
