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
    private const int DuplicateCloseOnExec = 1030;

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int socket, Message* message, int flags);

    /// <summary>The same descriptor once more, under the first free number from <paramref name="number"/> on; negative where there is none.</summary>
    public static int Duplicate(int descriptor, int number) => Control(descriptor, DuplicateCloseOnExec, number);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

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
