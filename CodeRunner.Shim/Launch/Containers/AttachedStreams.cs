using System.Buffers.Binary;
using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>
/// A container's streams as engines send them: pieces with a head of eight bytes, which says whose they are (1 stdout, 2 stderr) and how long.
/// </summary>
public sealed class AttachedStreams : IOutputSource
{
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int HeadBytes = 8;
    private readonly byte[] _head = new byte[HeadBytes];
    private int _socket;
    private int _headLength;
    private long _left;
    private byte _stream;

    public AttachedStreams(int socket) => _socket = socket;

    public (int Output, int Error) Awaited => (_socket, -1);

    public bool AtEnd => _socket < 0;

    /// <summary>To the container's stdin: its length, and then what to run. From then on nothing here waits for the engine.</summary>
    internal void HandOver(AppProgram app)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(app, ProtocolJson.Default.AppProgram);
        var whole = new byte[sizeof(int) + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(whole, content.Length);
        content.CopyTo(whole, sizeof(int));
        if (Posix.Write(_socket, whole) < whole.Length) throw Posix.Error("hand over to the container");
        _ = Libc.FCntl(_socket, SetStatusFlags, Libc.FCntl(_socket, GetStatusFlags, 0) | Posix.NonBlock);
    }

    public int Read(Span<byte> into, out byte stream)
    {
        stream = _stream;
        while (_left == 0)
        {
            var read = ReadSome(_head.AsSpan(_headLength));
            if (read <= 0) return 0;
            _headLength += read;
            if (_headLength < HeadBytes) continue;
            stream = _stream = _head[0] == 2 ? (byte)2 : (byte)1;
            _left = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(4));
            _headLength = 0;
        }

        var taken = ReadSome(into[..(int)Math.Min(_left, into.Length)]);
        _left -= Math.Max(taken, 0);
        return taken;
    }

    public void Close()
    {
        if (_socket >= 0) Libc.Close(_socket);
        _socket = -1;
    }

    private int ReadSome(Span<byte> into)
    {
        if (_socket < 0) return 0;
        var read = 0;
        try
        {
            read = Posix.Read(_socket, into);
        }
        catch (IOException)
        {
            // The engine has gone, and this connection with it.
        }

        if (read == 0) Close();
        return read;
    }
}
