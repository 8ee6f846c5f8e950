using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

namespace CodeRunner.Tests.Support;

internal static class FileSearch
{
    /// <summary>Reads no holes: the disk of a sandbox is a gigabyte of nothing. A link of the sandbox's own may lead nowhere here. Throws <see cref="IOException"/>.</summary>
    public static bool Contains(string path, byte[] text)
    {
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false })
            return false;
        using var file = File.OpenHandle(path);
        return SparseFile.Parts(file).Any(part => Contains(file, part.Start, part.End, text));
    }

    private static bool Contains(Microsoft.Win32.SafeHandles.SafeFileHandle file, long start, long end, byte[] text)
    {
        var (buffer, kept) = (new byte[1 << 20], 0);
        while (start < end && RandomAccess.Read(file, buffer.AsSpan(kept), start) is > 0 and var read)
        {
            start += read;
            var all = buffer.AsSpan(0, kept + read);
            if (all.IndexOf(text) >= 0)
                return true;
            kept = Math.Min(all.Length, text.Length - 1);
            all[^kept..].CopyTo(buffer);
        }
        return false;
    }
}
