using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Tests.Support;

/// <summary>A way to a server that can be cut, mended and made slow.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri server;
    private readonly Task work;
    private CancellationTokenSource whole = new();
    private volatile bool isCut;

    public Cable(Uri server)
    {
        this.server = server;
        listener.Start();
        work = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>How long each piece of at most 16 KiB is on its way, either way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Ends all connections, and takes none until it is mended.</summary>
    public void Cut()
    {
        isCut = true;
        whole.Cancel();
    }

    public void Mend()
    {
        whole = new CancellationTokenSource();
        isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        listener.Dispose();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            if (isCut)
                client.Dispose();
            else
                _ = CarryAsync(client, whole.Token);
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken cut)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(server.Host, server.Port, cut);
            await Task.WhenAny(CarryAsync(near.GetStream(), far.GetStream(), cut), CarryAsync(far.GetStream(), near.GetStream(), cut));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One side is gone.
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to, CancellationToken cut)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cut) is > 0 and var length)
        {
            await Task.Delay(Latency, cut);
            await to.WriteAsync(buffer.AsMemory(0, length), cut);
        }
    }
}
