namespace CodeRunner.Worker.Nodes;

/// <summary>Which machine this is.</summary>
public sealed class NodeIdentity(string id)
{
    public string Id { get; } = id;
}
