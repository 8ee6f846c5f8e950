using System.Buffers.Binary;

namespace CodeRunner.Core.Nodes;

/// <summary>
/// Which Worker of a node a deployment belongs to. Each asks by itself and all find the same (rendezvous hashing): a Worker that comes or goes moves only its own share.
/// </summary>
public static class Balance
{
    /// <summary>Null when no Worker takes anything.</summary>
    public static Guid? HomeOf(Guid deploymentId, IEnumerable<Peer> peers) => peers
        .Where(peer => !peer.Draining)
        .Select(peer => (Guid?)peer.Id)
        .MaxBy(id => Weight(deploymentId, id!.Value));

    /// <summary>
    /// What <paramref name="self"/> takes of what is free: its own share at once; what another should have taken, once it has been free for long enough that the other
    /// seems not to want it.
    /// </summary>
    public static IReadOnlyList<Guid> ToTake(
        Guid self, IReadOnlyCollection<Peer> peers, IEnumerable<(Guid DeploymentId, TimeSpan FreeFor)> free, TimeSpan patience, int most) =>
        peers.Any(peer => peer.Id == self && !peer.Draining)
            ? [.. free
                .Where(each => each.FreeFor >= patience || HomeOf(each.DeploymentId, peers) == self)
                .Select(each => each.DeploymentId)
                .Take(most)]
            : [];

    /// <summary>What <paramref name="self"/> gives away: what belongs to another and is at rest, when the Workers have been the same for a while.</summary>
    public static IReadOnlyList<Guid> ToGive(
        Guid self, IReadOnlyCollection<Peer> peers, TimeSpan unchangedFor, TimeSpan calm, IEnumerable<Guid> atRest, int most) =>
        unchangedFor < calm || peers.Count < 2
            ? []
            : [.. atRest.Where(id => HomeOf(id, peers) is { } home && home != self).Take(most)];

    private static ulong Weight(Guid deploymentId, Guid workerId)
    {
        Span<byte> bytes = stackalloc byte[32];
        deploymentId.TryWriteBytes(bytes);
        workerId.TryWriteBytes(bytes[16..]);
        var hash = 14695981039346656037UL;
        for (var at = 0; at < bytes.Length; at += sizeof(ulong))
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        return hash;
    }

    /// <summary>The finish of MurmurHash3: each bit of the input changes half of the output's.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdUL;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return value ^ (value >> 33);
    }
}
