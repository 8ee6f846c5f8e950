namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// A machine of the swarm that sandboxes are placed on, for operators. <paramref name="Since"/>: since when it is in its state, as far as anybody looked;
/// <paramref name="SeenAt"/>: when a Worker last asked the swarm, within half a minute.
/// </summary>
public sealed record MachineResponse(string Id, MachineFacts Facts, DateTimeOffset Since, DateTimeOffset SeenAt)
{
    /// <summary>What an operator wants of it and the swarm does not say yet.</summary>
    public MachineAvailability? Wanted { get; init; }

    /// <summary>Why the swarm refused what was last wanted, in its words.</summary>
    public string? Refused { get; init; }
}
