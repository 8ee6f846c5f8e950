using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Core.Nodes;

/// <summary>A machine that runs sandboxes. <see cref="Missing"/>: isolation and limits that it cannot enforce, in words.</summary>
public sealed class Node
{
    private Node()
    {
    }

    public Node(string id, DateTimeOffset now)
    {
        Id = id;
        SeenAt = now;
    }

    public string Id { get; private set; } = "";

    public string Provider { get; private set; } = "";

    /// <summary>Isolation and limits that hold there, in words.</summary>
    public string[] Enforced { get; private set; } = [];

    public string[] Missing { get; private set; } = [];

    public DateTimeOffset SeenAt { get; private set; }

    public NodeLoad? Load { get; private set; }

    public void Beat(string provider, string[] enforced, string[] missing, NodeLoad load, DateTimeOffset now) =>
        (Provider, Enforced, Missing, Load, SeenAt) = (provider, enforced, missing, load, now);
}
