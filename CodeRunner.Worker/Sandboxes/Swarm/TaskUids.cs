using System.Buffers.Binary;
using System.Security.Cryptography;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Uids for tasks. No counter is shared by all machines, so that a uid follows from the sandbox's id: that two at once have the same takes luck that a range of a thousand million does
/// not leave, and would cost one of the walls between them.
/// </summary>
internal static class TaskUids
{
    /// <summary>A build that writes a directory which earlier builds of the same project have filled goes on as their uid.</summary>
    public static uint ChooseFor(SandboxSpec spec, SandboxOptions options)
    {
        bool Ours(uint uid) => uid >= options.UidBase && uid < options.UidBase + options.UidCount;
        var shared = spec.Mounts.Where(m => m.Writable).Select(m => TreeOwner.Of(m.Source)).FirstOrDefault(Ours);
        return shared != 0 ? shared : (uint)(options.UidBase + (BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(spec.Id.ToByteArray())) % options.UidCount));
    }
}
