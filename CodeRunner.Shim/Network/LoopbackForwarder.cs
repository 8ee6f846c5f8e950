using System.Net;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>Carries connections from a listener in a build's namespace to the one endpoint on the host's loopback that was configured, such as a registry's.</summary>
internal sealed class LoopbackForwarder(int listener, NetworkEndpoint endpoint)
{
    private const int AtOnce = 64;
    private const int StackBytes = 256 * 1024;
    private const int BufferBytes = 64 * 1024;
    private static readonly SemaphoreSlim Free = new(AtOnce);
    private readonly IPAddress _address = IPAddress.Parse(endpoint.Address);

    public void Start() => Run(AcceptAll);

    private void AcceptAll()
    {
        while (true)
        {
            Free.Wait();
            var client = Sockets.Accept(listener);
            if (client < 0) Thread.Sleep(10);
            if (client < 0 || !TryCarry(client)) Free.Release();
        }
    }

    private bool TryCarry(int client)
    {
        var server = Sockets.TryConnect(_address, endpoint.Port);
        if (server < 0)
        {
            Libc.Close(client);
            return false;
        }

        var directions = 2;
        foreach (var (from, to) in ((int, int)[])[(client, server), (server, client)])
            Run(() =>
            {
                Copy(from, to);
                if (Interlocked.Decrement(ref directions) > 0) return;
                Libc.Close(client);
                Libc.Close(server);
                Free.Release();
            });
        return true;
    }

    private static void Copy(int from, int to)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = Posix.Read(from, buffer)) > 0 && Posix.Write(to, buffer.AsSpan(0, read)) == read)
            {
            }
        }
        catch (IOException)
        {
            // One side has gone; the other is told.
        }

        _ = LibcSockets.Shutdown(to, LibcSockets.ShutWrite);
    }

    private static void Run(Action work) => new Thread(() => work(), StackBytes) { IsBackground = true }.Start();
}
