using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>The one exchange with the Worker: the instruction comes in, one answer goes out, and then nothing ties the two together.</summary>
internal static class StandardStreams
{
    private const int MaxInstructionBytes = 16 * 1024 * 1024;
    private static bool answered;

    /// <summary>All of it, or up to a piece that ends with <paramref name="end"/>.</summary>
    public static byte[] ReadInput(byte? end = null)
    {
        var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = Posix.Read(0, buffer)) > 0 && whole.Length < MaxInstructionBytes)
        {
            whole.Write(buffer, 0, read);
            if (buffer[read - 1] == end) break;
        }

        return whole.ToArray();
    }

    /// <summary>Waits until the other side has closed it. <see cref="Answer"/> must have left it open.</summary>
    public static void AwaitEnd()
    {
        Span<byte> ignored = stackalloc byte[64];
        while (Posix.Read(0, ignored) > 0)
        {
        }
    }

    public static void Answer(LaunchAnswer answer, bool keepInput = false)
    {
        if (answered) return;
        answered = true;
        Posix.Write(1, JsonSerializer.SerializeToUtf8Bytes(answer, ProtocolJson.Default.LaunchAnswer));
        var nothing = Libc.OpenAt(Posix.AtFdCwd, "/dev/null", 2 | Posix.CloseOnExec, 0);
        for (var standard = keepInput ? 1 : 0; standard <= 2; standard++) _ = Libc.Dup2(nothing, standard);
        Libc.Close(nothing);
    }
}
