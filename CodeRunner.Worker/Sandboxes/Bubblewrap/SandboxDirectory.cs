using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>One sandbox's state directory, which only the platform's user may enter.</summary>
internal sealed class SandboxDirectory(string path)
{
    private const string Record = "sandbox.json";

    public string Path { get; } = path;

    public string App => System.IO.Path.Combine(Path, "app");

    /// <summary>The file that holds the sandbox's disk; <see cref="App"/> is then the empty directory over which the shim mounts it.</summary>
    public string Disk => System.IO.Path.Combine(Path, "disk");

    public string Output => System.IO.Path.Combine(Path, StateFiles.Output);

    public SandboxRecord? ReadRecord() => Read(Record, SandboxJson.Default.SandboxRecord);

    public void WriteRecord(SandboxRecord record) => WriteAtomically(Record, JsonSerializer.SerializeToUtf8Bytes(record, SandboxJson.Default.SandboxRecord));

    public ShimState? ReadShim() => Read(StateFiles.Shim, ProtocolJson.Default.ShimState);

    /// <summary>Whether a shim has ever said that it is there, be it readable or not.</summary>
    public bool HasShim => File.Exists(System.IO.Path.Combine(Path, StateFiles.Shim));

    public SandboxExit? ReadExit() =>
        Read(StateFiles.Exit, ProtocolJson.Default.ExitState) is { } exit ? new SandboxExit(exit.Code, exit.OutOfMemory, exit.At, exit.OverDisk) : null;

    public void WriteExit(ExitState exit) => WriteAtomically(StateFiles.Exit, JsonSerializer.SerializeToUtf8Bytes(exit, ProtocolJson.Default.ExitState));

    public void DeleteExit() => File.Delete(System.IO.Path.Combine(Path, StateFiles.Exit));

    public void WriteStop(TimeSpan grace) =>
        WriteAtomically(StateFiles.Stop, JsonSerializer.SerializeToUtf8Bytes(new StopRequest((long)grace.TotalMilliseconds), ProtocolJson.Default.StopRequest));

    public void WriteAcknowledged(long seq) => WriteAtomically(StateFiles.Acknowledged, BitConverter.GetBytes(seq));

    public long ReadAcknowledged()
    {
        var file = System.IO.Path.Combine(Path, StateFiles.Acknowledged);
        return File.Exists(file) && File.ReadAllBytes(file) is { Length: >= sizeof(long) } bytes ? BitConverter.ToInt64(bytes) : 0;
    }

    /// <summary>A file that a power cut has torn says as little as one that is not there.</summary>
    private T? Read<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(System.IO.Path.Combine(Path, name)), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A reader sees the old content or the new; two writers at once do not mix.</summary>
    private void WriteAtomically(string name, byte[] content)
    {
        var temporary = System.IO.Path.Combine(Path, $".{name}-{Guid.NewGuid():N}");
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, System.IO.Path.Combine(Path, name), overwrite: true);
    }
}
