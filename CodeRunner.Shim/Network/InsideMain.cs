using System.Text;
using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// The program inside a sandbox's network namespace, outside all its others: does what the shim asks for on stdin, and hands out sockets at the gate. It ends
/// with the shim.
/// </summary>
internal static class InsideMain
{
    public const byte Arrive = (byte)'a';
    public const byte Prepare = (byte)'p';
    public const byte Connect = (byte)'c';
    public const byte Done = 0;
    private const int Channel = 0;
    private const long PatienceSeconds = 1;

    public static unsafe int Run(ReadOnlySpan<string> arguments)
    {
        var policy = arguments.Length > 0 ? JsonSerializer.Deserialize(arguments[0], ProtocolJson.Default.NetworkPolicy) : null;
        var polled = stackalloc PollDescriptor[2];
        while (true)
        {
            polled[0] = new PollDescriptor { Descriptor = Channel, Events = PollDescriptor.In };
            polled[1] = new PollDescriptor { Descriptor = NetworkDescriptors.Gate, Events = PollDescriptor.In };
            if (Libc.Poll(polled, 2, -1) < 0) continue;
            if (polled[0].Returned != 0 && !TryServe(policy)) return 0;
            if (polled[1].Returned != 0) HandOut();
        }
    }

    private static bool TryServe(NetworkPolicy? policy)
    {
        Span<byte> request = stackalloc byte[1];
        if (Posix.Read(Channel, request) <= 0) return false;
        try
        {
            IReadOnlyList<int> listeners = [];
            if (request[0] == Prepare) listeners = NetworkSetup.Prepare(policy!);
            if (request[0] == Connect) NetworkSetup.Connect(policy!);
            var sent = DescriptorMessage.TrySend(Channel, [Done], [.. listeners]);
            foreach (var listener in listeners) Libc.Close(listener);
            return sent;
        }
        catch (IOException problem)
        {
            return DescriptorMessage.TrySend(Channel, Encoding.UTF8.GetBytes(problem.Message), []);
        }
    }

    /// <summary>Only the platform's user reaches the gate; even so, whoever says nothing there is not waited for long.</summary>
    private static void HandOut()
    {
        var client = Sockets.Accept(NetworkDescriptors.Gate);
        if (client < 0) return;
        try
        {
            Answer(client);
        }
        catch (IOException)
        {
            // It has gone.
        }
        finally
        {
            Libc.Close(client);
        }
    }

    private static void Answer(int client)
    {
        Sockets.SetReceiveTimeout(client, PatienceSeconds);
        Span<byte> family = stackalloc byte[1];
        if (Posix.Read(client, family) != 1) return;
        var socket = LibcSockets.Socket(family[0] == GateProtocol.Version6 ? LibcSockets.Version6 : LibcSockets.Version4, LibcSockets.Stream | LibcSockets.CloseOnExec, 0);
        if (socket < 0) return;
        DescriptorMessage.TrySend(client, family, [socket]);
        Libc.Close(socket);
    }
}
