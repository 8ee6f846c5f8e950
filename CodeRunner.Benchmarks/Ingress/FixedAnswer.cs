using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>A web server that does as little as one can: the same answer to whatever is asked, on connections that stay.</summary>
internal sealed class FixedAnswer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"u8.ToArray();

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FixedAnswer()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await listener.AcceptAsync());
    }

    private static async Task ServeAsync(Socket client)
    {
        using var connection = client;
        connection.NoDelay = true;
        var buffer = new byte[16 * 1024];
        var filled = 0;
        while (await connection.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
        {
            filled += read;
            // A proxy asks one thing at a time: a whole head is at the end of what was read.
            if (!buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8))
                continue;
            filled = 0;
            await connection.SendAsync(Answer);
        }
    }
}
