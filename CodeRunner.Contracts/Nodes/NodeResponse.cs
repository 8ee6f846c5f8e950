namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// A machine that runs sandboxes, for operators. <paramref name="Enforced"/> and <paramref name="Missing"/> say in words which isolation and limits hold there and which
/// do not, and why. <paramref name="SeenAt"/>: when it was last heard of. <paramref name="Deployments"/>: how many belong to it; those of nobody wait to be taken over.
/// </summary>
public sealed record NodeResponse(
    string Id,
    string Provider,
    IReadOnlyList<string> Enforced,
    IReadOnlyList<string> Missing,
    DateTimeOffset SeenAt,
    bool Alive,
    int Deployments,
    int Unowned,
    IReadOnlyList<WorkerResponse> Workers)
{
    /// <summary>Null until it was measured.</summary>
    public NodeLoad? Load { get; init; }
}
