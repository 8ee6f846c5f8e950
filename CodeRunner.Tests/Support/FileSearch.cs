using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Tests.Support;

internal static class FileSearch
{
    /// <summary>Reads no holes: the disk of a sandbox is a gigabyte of nothing. A link of the sandbox's own may lead nowhere here. Throws <see cref="IOException"/>.</summary>
    public static bool Contains(string path, byte[] text) => Any(path, text.Length - 1, part => part.Span.IndexOf(text) >= 0);

    /// <summary>Whether anything that lies in one piece of the file is wanted. Each piece begins with the end of the one before it, of that length.</summary>
    public static bool Any(string path, int overlap, Func<ReadOnlyMemory<byte>, bool> isWanted)
    {
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false })
            return false;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        return SparseFile.Parts(file).Any(part => Any(file, part.Start, part.End, overlap, isWanted));
    }

    private static bool Any(SafeFileHandle file, long start, long end, int overlap, Func<ReadOnlyMemory<byte>, bool> isWanted)
    {
        var (buffer, kept) = (new byte[(1 << 20) + overlap], 0);
        while (start < end && RandomAccess.Read(file, buffer.AsSpan(kept), start) is > 0 and var read)
        {
            start += read;
            var all = buffer.AsMemory(0, kept + read);
            if (isWanted(all))
                return true;
            kept = Math.Min(all.Length, overlap);
            all[^kept..].CopyTo(buffer);
        }
        return false;
    }
}
