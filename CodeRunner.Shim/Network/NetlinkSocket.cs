using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Network;

/// <summary>Hands requests to the kernel for the network namespace of the thread, and reads what became of each.</summary>
internal static unsafe class NetlinkSocket
{
    public const int Route = 0;
    public const int Filter = 12;
    private const ushort Error = 2;
    private const int HeaderBytes = 16;

    /// <summary>Throws with the first request that was refused.</summary>
    public static void Send(int protocol, NetlinkBatch batch, string tried)
    {
        var socket = Posix.Check(LibcSockets.Socket(LibcSockets.Netlink, LibcSockets.Raw | LibcSockets.CloseOnExec, protocol), tried);
        try
        {
            Sockets.SetReceiveTimeout(socket, 5);

            // struct sockaddr_nl: the family, and 0 for the kernel.
            var kernel = stackalloc byte[12];
            new Span<byte>(kernel, 12).Clear();
            *(ushort*)kernel = LibcSockets.Netlink;
            Posix.Check(LibcSockets.Connect(socket, kernel, 12), tried);
            var bytes = batch.Bytes;
            if (Posix.Write(socket, bytes) < bytes.Length) throw Posix.Error(tried);
            ReadAnswers(socket, batch.Answers, tried);
        }
        finally
        {
            Libc.Close(socket);
        }
    }

    private static void ReadAnswers(int socket, int awaited, string tried)
    {
        var buffer = new byte[32 * 1024];
        while (awaited > 0)
        {
            var read = Posix.Read(socket, buffer);
            if (read <= 0) throw new IOException($"{tried}: the kernel did not answer.");
            for (var at = 0; at + HeaderBytes + 4 <= read;)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
                if (BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 4)) == Error)
                {
                    var error = -BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + HeaderBytes));
                    if (error != 0) throw new IOException($"{tried}: {Marshal.GetPInvokeErrorMessage(error)}", error);
                    awaited--;
                }

                at += Math.Max(HeaderBytes, (length + 3) & ~3);
            }
        }
    }
}
