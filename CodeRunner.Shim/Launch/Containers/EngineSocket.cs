using System.Globalization;
using System.Text;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>
/// Speaks HTTP with a container engine over its unix socket: as little of it as supervising one container takes. Requests are of version 1.0, whose answers end
/// with their connection.
/// </summary>
internal sealed unsafe class EngineSocket(string path)
{
    private const string Version = "/v1.40";
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int LongestPath = 107;
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int AnswerMilliseconds = 60_000;

    public EngineAnswer Send(string method, string target)
    {
        var socket = Ask(method, target);
        try
        {
            return Receive(socket);
        }
        finally
        {
            Libc.Close(socket);
        }
    }

    /// <summary>Asks without waiting: the connection is readable when the answer is there.</summary>
    public int Ask(string method, string target)
    {
        var socket = Connect();
        var request = $"{method} {Version}{target} HTTP/1.0\r\nHost: engine\r\nContent-Length: 0\r\n\r\n";
        if (Posix.Write(socket, Encoding.ASCII.GetBytes(request)) == request.Length) return socket;
        Libc.Close(socket);
        throw Posix.Error("ask the container engine");
    }

    public static EngineAnswer Receive(int socket)
    {
        var whole = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (WaitFor(socket) && Posix.Read(socket, buffer) is > 0 and var read && whole.Count < MaxAnswerBytes) whole.AddRange(buffer.AsSpan(0, read));
        return EngineAnswer.Parse([.. whole]);
    }

    /// <summary>The container's standard streams as one connection, which the engine hands over once it has said so.</summary>
    public AttachedStreams Attach(string container)
    {
        var socket = Connect();
        var request = $"POST {Version}/containers/{container}/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
        Posix.Write(socket, Encoding.ASCII.GetBytes(request));
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (head.Count > MaxAnswerBytes || !WaitFor(socket) || Posix.Read(socket, one) <= 0) throw new IOException("The container engine did not attach its streams.");
            head.Add(one[0]);
        }

        var status = EngineAnswer.Parse([.. head]).Status;
        if (status is not (101 or 200)) throw new IOException($"The container engine refused to attach the container's streams ({status.ToString(CultureInfo.InvariantCulture)}).");
        return new AttachedStreams(socket);
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];

    private static bool WaitFor(int socket)
    {
        var polled = new PollDescriptor { Descriptor = socket, Events = PollDescriptor.In };
        return Libc.Poll(&polled, 1, AnswerMilliseconds) > 0;
    }

    private int Connect()
    {
        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length > LongestPath) throw new IOException($"{path} is too long for a unix socket.");
        var address = stackalloc byte[LongestPath + 3];
        *(ushort*)address = UnixDomain;
        name.CopyTo(new Span<byte>(address + sizeof(ushort), LongestPath));
        address[sizeof(ushort) + name.Length] = 0;
        var socket = Posix.Check(Libc.Socket(UnixDomain, StreamCloseOnExec, 0), "socket");
        if (Libc.Connect(socket, address, (uint)(sizeof(ushort) + name.Length + 1)) == 0) return socket;
        var problem = Posix.Error($"connect to {path}");
        Libc.Close(socket);
        throw problem;
    }
}
