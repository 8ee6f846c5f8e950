using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>The sandbox's files, by descriptors: what lies beneath /tmp can't be named any more once the stage covers it.</summary>
internal sealed class StateDirectory
{
    public StateDirectory(string path)
    {
        var flags = Posix.ReadOnly | Posix.Directory | Posix.NoFollow | Posix.CloseOnExec;
        Root = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, path, flags, 0), $"open {path}");
        Output = Posix.Check(Libc.OpenAt(Root, StateFiles.Output, flags, 0), "open the output directory");
        Stops = new StopRequests(Root, path);
    }

    public int Root { get; }

    public int Output { get; }

    public StopRequests Stops { get; }

    public bool HasEnded => Libc.FAccessAt(Root, StateFiles.Exit, 0, 0) == 0;

    public void Write<T>(string name, T content, JsonTypeInfo<T> type) =>
        Posix.WriteAtomically(Root, name, JsonSerializer.SerializeToUtf8Bytes(content, type));

    /// <summary>As if the Worker had asked: it wakes the one loop there is.</summary>
    public void AskToStop(int graceMilliseconds) =>
        Write(StateFiles.Stop, new StopRequest(graceMilliseconds), ProtocolJson.Default.StopRequest);
}
