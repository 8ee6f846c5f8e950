using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace CodeRunner.Shim.Native;

/// <summary>Sockets by descriptor, for the few uses that the shim has.</summary>
internal static unsafe class Sockets
{
    private const int Backlog = 128;
    private const int SocketLevel = 1;
    private const int ReuseAddress = 2;
    private const int ReceiveTimeout = 20;
    private const int LongestPath = 107;

    /// <summary>Two ends that keep messages apart, as they were sent.</summary>
    public static (int Ours, int Theirs) PacketPair()
    {
        var ends = stackalloc int[2];
        Posix.Check(LibcSockets.SocketPair(LibcSockets.Unix, LibcSockets.Packets | LibcSockets.CloseOnExec, 0, ends), "socketpair");
        return (ends[0], ends[1]);
    }

    public static int ListenAt(string path)
    {
        var address = stackalloc byte[2 + LongestPath + 1];
        *(ushort*)address = LibcSockets.Unix;
        var length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, LongestPath));
        var socket = Posix.Check(LibcSockets.Socket(LibcSockets.Unix, LibcSockets.Stream | LibcSockets.CloseOnExec, 0), "socket");
        Posix.Check(LibcSockets.Bind(socket, address, (uint)(2 + length + 1)), $"bind {path}");
        Posix.Check(LibcSockets.Listen(socket, Backlog), "listen");
        return socket;
    }

    public static int ListenAt(IPAddress address, int port)
    {
        var socket = Stream4();
        var one = 1;
        _ = LibcSockets.SetOption(socket, SocketLevel, ReuseAddress, &one, sizeof(int));
        var place = stackalloc byte[16];
        Spell(address, port, place);
        Posix.Check(LibcSockets.Bind(socket, place, 16), $"bind {address}:{port}");
        Posix.Check(LibcSockets.Listen(socket, Backlog), "listen");
        return socket;
    }

    /// <summary>Negative when nobody answers there.</summary>
    public static int TryConnect(IPAddress address, int port)
    {
        var socket = Stream4();
        var place = stackalloc byte[16];
        Spell(address, port, place);
        if (LibcSockets.Connect(socket, place, 16) == 0) return socket;
        Libc.Close(socket);
        return -1;
    }

    public static int Accept(int listener) => LibcSockets.Accept(listener, null, null, LibcSockets.CloseOnExec);

    public static void SetReceiveTimeout(int socket, long seconds)
    {
        var time = stackalloc long[2] { seconds, 0 };
        _ = LibcSockets.SetOption(socket, SocketLevel, ReceiveTimeout, time, 2 * sizeof(long));
    }

    private static int Stream4() => Posix.Check(LibcSockets.Socket(LibcSockets.Version4, LibcSockets.Stream | LibcSockets.CloseOnExec, 0), "socket");

    /// <summary>struct sockaddr_in.</summary>
    private static void Spell(IPAddress address, int port, byte* into)
    {
        new Span<byte>(into, 16).Clear();
        *(ushort*)into = LibcSockets.Version4;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(into + 2, 2), (ushort)port);
        address.TryWriteBytes(new Span<byte>(into + 4, 4), out _);
    }
}
