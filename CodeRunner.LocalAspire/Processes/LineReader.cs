using System.Text;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Reads lines of bounded length; the rest of a longer one comes as lines of its own.</summary>
internal static class LineReader
{
    private const int MaxLineBytes = 16 * 1_024;

    public static async Task ReadAsync(Stream stream, Action<string> onLine)
    {
        var buffer = new byte[MaxLineBytes];
        var filled = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(filled)) is var count and > 0)
            {
                filled = Take(buffer, filled + count, onLine);
                if (filled == buffer.Length) filled = Flush(buffer, filled, onLine);
            }
        }
        catch (IOException)
        {
            // The pipe was broken off; what came before is shown.
        }

        if (filled > 0) Flush(buffer, filled, onLine);
    }

    private static int Take(byte[] buffer, int filled, Action<string> onLine)
    {
        var start = 0;
        while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is var length and >= 0)
        {
            onLine(Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r'));
            start += length + 1;
        }

        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        return filled - start;
    }

    private static int Flush(byte[] buffer, int filled, Action<string> onLine)
    {
        onLine(Encoding.UTF8.GetString(buffer, 0, filled));
        return 0;
    }
}
