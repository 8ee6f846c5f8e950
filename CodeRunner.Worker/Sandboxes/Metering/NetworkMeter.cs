using System.Buffers.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>Bytes through all interfaces of a sandbox's own network but its loopback, over which the ingress speaks to it.</summary>
internal sealed class NetworkMeter : IDisposable
{
    private const int ColumnOfSent = 8;

    private readonly OpenFile file;

    private NetworkMeter(OpenFile file) => this.file = file;

    /// <summary>Null where the sandbox has no network of its own: what would be read is the machine's.</summary>
    public static NetworkMeter? TryOpen(ProcessIdentity init)
    {
        try
        {
            var own = new FileInfo("/proc/self/ns/net").LinkTarget;
            if (new FileInfo($"/proc/{init.Pid}/ns/net").LinkTarget is not { } network || network == own || OpenFile.TryOpen($"/proc/{init.Pid}/net/dev") is not { } file)
                return null;
            // Looked at afterwards: the number could have become another process's before it was opened.
            if (init.IsAlive)
                return new NetworkMeter(file);
            file.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }
        return null;
    }

    public (long Received, long Sent) Read() => Sum(file.Read());

    public void Dispose() => file.Dispose();

    /// <summary>Two lines of headings, and one for each interface: its name and a colon, eight numbers of what was received and eight of what was sent.</summary>
    internal static (long Received, long Sent) Sum(ReadOnlySpan<byte> text)
    {
        var (received, sent) = (0L, 0L);
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].TrimStart((byte)' ');
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || line[..colon].SequenceEqual("lo"u8))
                continue;
            received += Column(line[(colon + 1)..], 0);
            sent += Column(line[(colon + 1)..], ColumnOfSent);
        }
        return (received, sent);
    }

    private static long Column(ReadOnlySpan<byte> numbers, int index)
    {
        for (var column = 0; ; column++)
        {
            numbers = numbers.TrimStart((byte)' ');
            if (column == index)
                return Utf8Parser.TryParse(numbers, out long value, out _) ? value : 0;
            var end = numbers.IndexOf((byte)' ');
            if (end < 0)
                return 0;
            numbers = numbers[end..];
        }
    }
}
