using System.Runtime.InteropServices;

namespace CodeRunner.Shim.Protocol;

/// <summary>Messages with descriptors in them (SCM_RIGHTS), on a unix socket.</summary>
internal static unsafe partial class DescriptorMessage
{
    public const int MaxDescriptors = 32;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExec = 0x40000000;
    private const int NoSignal = 0x4000;
    private const int HeaderBytes = 16;
    private const int ControlBytes = HeaderBytes + (MaxDescriptors * sizeof(int));

    /// <summary>False when the other side does not take it.</summary>
    public static bool TrySend(int socket, ReadOnlySpan<byte> text, ReadOnlySpan<int> descriptors)
    {
        var control = stackalloc byte[ControlBytes];
        *(nuint*)control = (nuint)(HeaderBytes + (descriptors.Length * sizeof(int)));
        *(int*)(control + 8) = SocketLevel;
        *(int*)(control + 12) = Rights;
        descriptors.CopyTo(new Span<int>(control + HeaderBytes, MaxDescriptors));
        fixed (byte* bytes = text)
        {
            var part = new Part { Base = bytes, Length = (nuint)text.Length };
            var message = new Message { Parts = &part, PartCount = 1 };
            if (descriptors.Length > 0)
            {
                message.Control = control;
                message.ControlLength = (nuint)((HeaderBytes + (descriptors.Length * sizeof(int)) + 7) & ~7);
            }

            return SendMessage(socket, &message, NoSignal) == text.Length;
        }
    }

    /// <summary>The number of bytes; 0 at the end, negative on an error or a timeout of the socket.</summary>
    public static int Receive(int socket, Span<byte> text, out int[] descriptors)
    {
        descriptors = [];
        var control = stackalloc byte[ControlBytes];
        fixed (byte* bytes = text)
        {
            var part = new Part { Base = bytes, Length = (nuint)text.Length };
            var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlBytes };
            var read = (int)ReceiveMessage(socket, &message, CloseOnExec);
            if (read >= 0 && message.ControlLength > HeaderBytes && *(int*)(control + 8) == SocketLevel && *(int*)(control + 12) == Rights)
                descriptors = new ReadOnlySpan<int>(control + HeaderBytes, (int)(*(nuint*)control - HeaderBytes) / sizeof(int)).ToArray();
            return read;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
