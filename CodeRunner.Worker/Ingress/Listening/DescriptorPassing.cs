using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>Sends listening sockets to another process of this user, each with a name, and receives them.</summary>
internal static unsafe class DescriptorPassing
{
    private const int Most = 16;
    private const int LongestText = 4096;
    private static readonly Lock Numbers = new();
    private static readonly int HeaderSize = sizeof(NativeSockets.ControlHeader);
    private static int lastNumber = 4096;

    public static void Send(Socket to, IReadOnlyList<(string Name, Socket Socket)> sockets)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', sockets.Select(each => each.Name)));
        var control = stackalloc byte[HeaderSize + (Most * sizeof(int))];
        var header = (NativeSockets.ControlHeader*)control;
        (header->Length, header->Level, header->Type) = ((nuint)(HeaderSize + (sockets.Count * sizeof(int))), NativeSockets.SocketLevel, NativeSockets.Rights);
        var descriptors = new Span<int>(control + HeaderSize, Most);
        for (var index = 0; index < sockets.Count; index++)
            descriptors[index] = (int)sockets[index].Socket.SafeHandle.DangerousGetHandle();
        fixed (byte* start = text)
        {
            var buffer = new NativeSockets.Buffer { Start = start, Length = (nuint)text.Length };
            var message = new NativeSockets.Message { Buffers = &buffer, BufferCount = 1, Control = control, ControlLength = header->Length };
            if (NativeSockets.SendMessage((int)to.SafeHandle.DangerousGetHandle(), &message, NativeSockets.NoSignal) < 0)
                throw new IOException($"The listening sockets could not be handed over (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    public static List<(string Name, Socket Socket)> Receive(Socket from)
    {
        var control = stackalloc byte[HeaderSize + (Most * sizeof(int))];
        var text = stackalloc byte[LongestText];
        var buffer = new NativeSockets.Buffer { Start = text, Length = LongestText };
        var message = new NativeSockets.Message { Buffers = &buffer, BufferCount = 1, Control = control, ControlLength = (nuint)(HeaderSize + (Most * sizeof(int))) };
        var length = NativeSockets.ReceiveMessage((int)from.SafeHandle.DangerousGetHandle(), &message, NativeSockets.CloseOnExec);
        var sockets = Take(message, control);
        var names = length > 0 ? Encoding.UTF8.GetString(text, (int)length).Split('\n') : [];
        if (names.Length == sockets.Count && (message.Flags & NativeSockets.Truncated) == 0)
            return [.. names.Zip(sockets)];
        sockets.ForEach(socket => socket.Dispose());
        return [];
    }

    private static List<Socket> Take(in NativeSockets.Message message, byte* control)
    {
        var header = (NativeSockets.ControlHeader*)control;
        if (message.ControlLength < (nuint)HeaderSize || header->Level != NativeSockets.SocketLevel || header->Type != NativeSockets.Rights)
            return [];
        var count = ((int)header->Length - HeaderSize) / sizeof(int);
        var sockets = new List<Socket>(count);
        foreach (var descriptor in new Span<int>(control + HeaderSize, count))
            sockets.Add(new Socket(new SafeSocketHandle(Renumber(descriptor), ownsHandle: true)));
        return sockets;
    }

    /// <summary>
    /// What this process watches, the kernel knows by socket and number, and forgets only when the last descriptor of the socket anywhere is closed: a socket that comes back under the number
    /// that it had here before could not be watched again.
    /// </summary>
    private static int Renumber(int descriptor)
    {
        lock (Numbers)
        {
            var own = NativeSockets.Duplicate(descriptor, lastNumber + 1);
            if (own < 0)
                return descriptor;
            _ = NativeSockets.Close(descriptor);
            return lastNumber = own;
        }
    }
}
