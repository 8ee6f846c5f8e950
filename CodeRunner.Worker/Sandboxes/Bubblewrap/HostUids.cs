using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>
/// Host uids that nobody else has. A counter that all Workers of the node share: a uid comes again only when all others had their turn, so that no
/// file that a sandbox leaves behind belongs to a later one.
/// </summary>
internal sealed class HostUids(NodeDirectory node, SandboxOptions options)
{
    private const int Attempts = 1000;

    public bool Contains(uint uid) => uid >= options.UidBase && uid < options.UidBase + options.UidCount;

    public uint Next()
    {
        using var turn = OpenLocked();
        var next = ReadCounter() ?? FindStart();
        var written = node.NextUid + ".new";
        File.WriteAllText(written, (next + 1).ToString(CultureInfo.InvariantCulture));
        File.Move(written, node.NextUid, overwrite: true);
        return (uint)(options.UidBase + (next % options.UidCount));
    }

    private long? ReadCounter() =>
        File.Exists(node.NextUid) && long.TryParse(File.ReadAllText(node.NextUid), CultureInfo.InvariantCulture, out var next) ? next : null;

    /// <summary>Another installation on the machine counts from somewhere else. Where the counter was lost, on from the last uid that a sandbox here has.</summary>
    private long FindStart() => node.All()
        .Select(id => node.Find(id)?.ReadRecord()?.Uid is { } uid && Contains(uid) ? uid - options.UidBase + 1 : 0)
        .Append(BitConverter.ToUInt32(node.Hash) % options.UidCount)
        .Max();

    private FileStream OpenLocked()
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return new FileStream(node.NextUid + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(1);
            }
    }
}
