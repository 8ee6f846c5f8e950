using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>An answer that comes when it comes, such as that of a wait for a container's end; some engines send its head at once.</summary>
internal sealed class PendingAnswer
{
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private readonly List<byte> _bytes = [];
    private int _socket;

    public PendingAnswer(int socket)
    {
        _socket = socket;
        _ = Libc.FCntl(socket, SetStatusFlags, Libc.FCntl(socket, GetStatusFlags, 0) | Posix.NonBlock);
    }

    public int Awaited => _socket;

    /// <summary>Null until it is there whole. A broken one has a status of 0.</summary>
    public EngineAnswer? TryTake()
    {
        Span<byte> buffer = stackalloc byte[4096];
        try
        {
            int read;
            while (_socket >= 0 && (read = Posix.Read(_socket, buffer)) >= 0)
                if (read > 0) _bytes.AddRange(buffer[..read]);
                else Close();
            return _socket >= 0 ? null : EngineAnswer.Parse([.. _bytes]);
        }
        catch (IOException)
        {
            Close();
            return new EngineAnswer(0, []);
        }
    }

    private void Close()
    {
        Libc.Close(_socket);
        _socket = -1;
    }
}
