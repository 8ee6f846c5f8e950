using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Core.Nodes;

/// <summary>A swarm did not do what it was <paramref name="Asked"/> for.</summary>
public sealed record MachineRefusal(MachineAvailability Asked, string Why);
