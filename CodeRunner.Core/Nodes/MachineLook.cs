using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Core.Nodes;

/// <summary>One look at a swarm. <paramref name="Refusals"/>: what it was asked for and did not do, by machine.</summary>
public sealed record MachineLook(IReadOnlyDictionary<string, MachineFacts> Machines, IReadOnlyDictionary<string, MachineRefusal> Refusals);
