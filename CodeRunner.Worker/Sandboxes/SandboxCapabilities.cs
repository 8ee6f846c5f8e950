namespace CodeRunner.Worker.Sandboxes;

/// <summary>What is enforced on this machine; <see cref="Missing"/> says in words what is not and why (shown on the node's status).</summary>
public sealed record SandboxCapabilities(string Provider, bool MemoryLimit, bool CpuLimit, bool PidsLimit, bool DiskLimit, bool OwnHostUid, IReadOnlyList<string> Missing)
{
    /// <summary>Whether a sandbox can be given the internet and nothing else; where not, one that asks for it is refused.</summary>
    public bool Internet { get; init; }
}
