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
        using var file = OpenLocked();
        using var reader = new StreamReader(file, leaveOpen: true);

        // Another installation on the machine counts from somewhere else.
        if (!long.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out var next)) next = BitConverter.ToUInt32(node.Hash);
        file.SetLength(0);
        using var writer = new StreamWriter(file);
        writer.Write((next + 1).ToString(CultureInfo.InvariantCulture));
        return (uint)(options.UidBase + (next % options.UidCount));
    }

    private FileStream OpenLocked()
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return new FileStream(node.NextUid, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(1);
            }
    }
}
