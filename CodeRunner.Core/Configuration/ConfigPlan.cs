namespace CodeRunner.Core.Configuration;

/// <summary>What a change of a configuration comes to: the next version's variables, and the keys by how they differ from the current one.</summary>
public sealed record ConfigPlan(
    IReadOnlyList<WantedVariable> Variables, IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed, IReadOnlyList<ConfigFault> Faults)
{
    public bool ChangesNothing => Added.Count + Changed.Count + Removed.Count == 0;
}
