namespace CodeRunner.Tests.Support;

internal static class FileSearch
{
    /// <summary>A piece at a time: the disk of a sandbox is hundreds of megabytes of nothing. A link of the sandbox's own may lead nowhere here. Throws <see cref="IOException"/>.</summary>
    public static bool Contains(string path, byte[] text)
    {
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false })
            return false;
        using var file = File.OpenRead(path);
        var (buffer, kept) = (new byte[1 << 20], 0);
        while (file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            var all = buffer.AsSpan(0, kept + read);
            if (all.IndexOf(text) >= 0)
                return true;
            kept = Math.Min(all.Length, text.Length - 1);
            all[^kept..].CopyTo(buffer);
        }
        return false;
    }
}
