using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>Passing descriptors over a unix socket, as Linux lays it out on machines of 64 bits.</summary>
internal static unsafe partial class NativeSockets
{
    public const int SocketLevel = 1;
    public const int PeerCredentials = 17;
    public const int Rights = 1;
    public const int CloseOnExec = 0x40000000;
    public const int NoSignal = 0x4000;
    public const int Truncated = 0x8;

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public void* Name;
        public uint NameLength;
        public Buffer* Buffers;
        public nuint BufferCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
