using System.Text.Json;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>What the sandboxing program tells of its progress: a JSON object a line. The exit code comes only if the app's program could be run.</summary>
internal sealed class SandboxStatusPipe(int descriptor)
{
    private const int MaxBytes = 16 * 1024;
    private readonly List<byte> _unread = [];

    public int? InitPid { get; private set; }

    public int? ExitCode { get; private set; }

    public bool AtEnd { get; private set; }

    public void Read()
    {
        Span<byte> buffer = stackalloc byte[1024];
        int read;
        while ((read = Posix.Read(descriptor, buffer)) > 0 && _unread.Count < MaxBytes)
            _unread.AddRange(buffer[..read]);
        AtEnd = read == 0;
        int end;
        while ((end = _unread.IndexOf((byte)'\n')) >= 0)
        {
            Take([.. _unread[..end]]);
            _unread.RemoveRange(0, end + 1);
        }
    }

    private void Take(byte[] line)
    {
        var reader = new Utf8JsonReader(line);
        string? name = null;
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString();
            else if (reader.TokenType == JsonTokenType.Number && name == "child-pid") InitPid = reader.GetInt32();
            else if (reader.TokenType == JsonTokenType.Number && name == "exit-code") ExitCode = reader.GetInt32();
    }
}
