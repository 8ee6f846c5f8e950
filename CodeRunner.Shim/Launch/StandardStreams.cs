using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>The one exchange with the Worker: the instruction comes in, one answer goes out, and then nothing ties the two together.</summary>
internal static class StandardStreams
{
    private const int MaxInstructionBytes = 16 * 1024 * 1024;
    private static bool answered;

    public static byte[] ReadInput()
    {
        var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = Posix.Read(0, buffer)) > 0 && whole.Length < MaxInstructionBytes) whole.Write(buffer, 0, read);
        return whole.ToArray();
    }

    public static void Answer(LaunchAnswer answer)
    {
        if (answered) return;
        answered = true;
        Posix.Write(1, JsonSerializer.SerializeToUtf8Bytes(answer, ProtocolJson.Default.LaunchAnswer));
        var nothing = Libc.OpenAt(Posix.AtFdCwd, "/dev/null", 2 | Posix.CloseOnExec, 0);
        for (var standard = 0; standard <= 2; standard++) _ = Libc.Dup2(nothing, standard);
        Libc.Close(nothing);
    }
}
