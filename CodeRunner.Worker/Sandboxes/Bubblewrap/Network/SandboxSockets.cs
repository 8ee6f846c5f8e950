using System.Net.Sockets;
using System.Runtime.InteropServices;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>
/// Makes sockets in a sandbox's network namespace. A socket keeps the namespace that it was made in, so it is used from here like any other. As root a thread
/// of the Worker goes in for it and comes back; an ordinary user asks at the sandbox's gate.
/// </summary>
internal static partial class SandboxSockets
{
    private const int NewNetwork = 0x40000000;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private static readonly TimeSpan GatePatience = TimeSpan.FromSeconds(5);
    private const int GateAttempts = 3;

    /// <summary>Throws <see cref="IOException"/> when the sandbox is not there (any more).</summary>
    public static Socket Make(SandboxDirectory directory, AddressFamily family)
    {
        if (directory.ReadShim()?.Init is not { IsAlive: true } init) throw new IOException("The sandbox has ended.");
        return BubblewrapNode.IsRoot ? MakeInside(init, family) : AskAtGate(directory.Path, family);
    }

    private static Socket MakeInside(ProcessIdentity init, AddressFamily family)
    {
        var theirs = SandboxNamespaces.OpenNetwork(init);
        var own = Open("/proc/thread-self/ns/net");
        try
        {
            if (own < 0 || SetNs(theirs, NewNetwork) != 0) throw new IOException("The sandbox's network can't be entered.");
            try
            {
                return new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            }
            finally
            {
                // A thread of ours that stayed would make other people's connections from a hostile app's network.
                if (SetNs(own, NewNetwork) != 0) Environment.FailFast("A thread can't leave a sandbox's network namespace.");
            }
        }
        finally
        {
            _ = NativeFiles.Close(theirs);
            _ = NativeFiles.Close(own);
        }
    }

    /// <summary>The gate waits a moment for each who comes: on a machine that is very busy, the question may be late.</summary>
    private static Socket AskAtGate(string directory, AddressFamily family)
    {
        for (var attempt = 1; ; attempt++)
            if (TryAskAtGate(directory, family) is { } made) return made;
            else if (attempt == GateAttempts) throw new IOException("The sandbox's gate gave no socket.");
    }

    private static Socket? TryAskAtGate(string directory, AddressFamily family)
    {
        using var state = OpenDirectory.Open(directory);
        using var gate = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        gate.ReceiveTimeout = gate.SendTimeout = (int)GatePatience.TotalMilliseconds;
        try
        {
            gate.Connect(new UnixDomainSocketEndPoint(state.PathOf(StateFiles.Gate)));
            gate.Send([family == AddressFamily.InterNetworkV6 ? GateProtocol.Version6 : GateProtocol.Version4]);
        }
        catch (SocketException closed)
        {
            throw new IOException("The sandbox's gate is closed.", closed);
        }

        Span<byte> answer = stackalloc byte[1];
        return DescriptorMessage.Receive((int)gate.Handle, answer, out var descriptors) > 0 && descriptors is [var made]
            ? new Socket(new SafeSocketHandle(made, ownsHandle: true))
            : null;
    }

    private static unsafe int Open(string path)
    {
        fixed (byte* name = OpenDirectory.NameOf(path))
            return NativeFiles.OpenAt(-100, name, ReadOnlyCloseOnExec, 0);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(int descriptor, int kind);
}
