using System.Net;
using System.Net.Sockets;

namespace CodeRunner.LocalAspire.Networking;

/// <summary>One port on loopback whose connections go to the replicas in turn. A replica that does not answer is passed over.</summary>
internal sealed class EndpointProxy(int port, IReadOnlyList<int> targets) : IAsyncDisposable
{
    private const int MaxConnections = 4_096;
    private const int BufferSize = 32 * 1_024;

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _connections = new(MaxConnections);
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _loops = [];
    private int _turn = -1;

    public void Start()
    {
        _listeners.Add(Listen(IPAddress.Loopback));
        if (Socket.OSSupportsIPv6) TryListenOnIPv6();
        foreach (var listener in _listeners) _loops.Add(AcceptAsync(listener));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var listener in _listeners) listener.Dispose();
        await Task.WhenAll(_loops);
        _stopping.Dispose();
    }

    private Socket Listen(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(512);
        return socket;
    }

    private void TryListenOnIPv6()
    {
        try
        {
            _listeners.Add(Listen(IPAddress.IPv6Loopback));
        }
        catch (SocketException)
        {
            // The machine has no ::1; 127.0.0.1 is enough.
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(_stopping.Token);
                _ = ServeAsync(await listener.AcceptAsync(_stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                _connections.Release();
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using var near = client;
            using var far = await ConnectAsync(_stopping.Token);
            if (far is null) return;
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAll(CopyAsync(near, far, _stopping.Token), CopyAsync(far, near, _stopping.Token));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away; the other is closed.
        }
        finally
        {
            _connections.Release();
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        var first = (uint)Interlocked.Increment(ref _turn);
        for (var attempt = 0; attempt < targets.Count; attempt++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, targets[(int)((first + attempt) % targets.Count)], cancellationToken);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // A reset on one side ends the other way too.
            from.Dispose();
            to.Dispose();
            throw;
        }
    }
}
