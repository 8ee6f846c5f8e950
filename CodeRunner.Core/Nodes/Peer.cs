namespace CodeRunner.Core.Nodes;

/// <summary>A Worker of this node that lives.</summary>
public sealed record Peer(Guid Id, bool Draining);
