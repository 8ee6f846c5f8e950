namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// A machine of a swarm as its managers say. <paramref name="Engine"/>: the engine's version. <paramref name="Sandboxes"/>: those of this platform that run or start there.
/// </summary>
public sealed record MachineFacts(string Name, string Address, MachineAvailability Availability, MachineState State, string Engine, double Cpus, long MemoryMb, int Sandboxes)
{
    /// <summary>Whether it is one of the swarm's managers.</summary>
    public bool Manager { get; init; }

    /// <summary>Whether builds run there, and nowhere else.</summary>
    public bool Builds { get; init; }
}
