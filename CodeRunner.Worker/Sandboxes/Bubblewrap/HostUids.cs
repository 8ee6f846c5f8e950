using System.Globalization;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>
/// Host uids that nobody else has. A counter that all Workers of the node share: a uid comes again only when all others had their turn, so that no
/// file that a sandbox leaves behind belongs to a later one.
/// </summary>
internal sealed class HostUids(NodeDirectory node, SandboxOptions options)
{
    private const int Attempts = 1000;
    private const long MostUids = 1L << 48;

    public bool Contains(uint uid) => uid >= options.UidBase && uid < options.UidBase + options.UidCount;

    /// <summary>One of its own, but a build that writes a directory which earlier builds of the same project have filled goes on as their uid: theirs are the files in it.</summary>
    public uint ChooseFor(SandboxSpec spec)
    {
        var shared = spec.Mounts.Where(m => m.Writable).Select(m => TreeOwner.Of(m.Source)).FirstOrDefault(Contains);
        return shared != 0 ? shared : Next();
    }

    /// <summary>Gives it the directories that it may write.</summary>
    public static void GiveMounts(SandboxSpec spec, uint owner)
    {
        foreach (var mount in spec.Mounts.Where(m => m.Writable && TreeOwner.Of(m.Source) != owner))
            TreeOwner.Give(mount.Source, owner);
    }

    public uint Next()
    {
        using var turn = OpenLocked();
        var next = ReadCounter() ?? FindStart();
        var written = node.NextUid + ".new";
        File.WriteAllText(written, (next + 1).ToString(CultureInfo.InvariantCulture));
        File.Move(written, node.NextUid, overwrite: true);
        return (uint)(options.UidBase + (next % options.UidCount));
    }

    /// <summary>Null when it was lost, or says what no counter can have come to: below 0 it would lead out of the range, to a uid of somebody else's.</summary>
    private long? ReadCounter() =>
        File.Exists(node.NextUid) && long.TryParse(File.ReadAllText(node.NextUid), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var next) && next < MostUids ? next : null;

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
