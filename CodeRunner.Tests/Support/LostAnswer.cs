using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodeRunner.Tests.Support;

/// <summary>
/// A way to PostgreSQL on which one connection ends at the worst moment: the first commit of a transaction that says all of the given words is done, and its answer
/// gets lost.
/// </summary>
internal sealed class LostAnswer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly (string Host, int Port) server;
    private readonly string[] words;
    private readonly Task work;
    private int lost;

    public LostAnswer(string host, int port, params string[] words)
    {
        (server, this.words) = ((host, port), words);
        listener.Start();
        work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public bool HasLost => Volatile.Read(ref lost) > 0;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = CarryAsync(await listener.AcceptTcpClientAsync(stop.Token));
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(server.Host, server.Port, stop.Token);
            var cut = new Cut();
            await Task.WhenAny(AskAsync(near.GetStream(), far.GetStream(), cut), AnswerAsync(far.GetStream(), near.GetStream(), cut));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One side is gone.
        }
    }

    private async Task AskAsync(NetworkStream near, NetworkStream far, Cut cut)
    {
        var buffer = new byte[64 * 1024];
        var said = new StringBuilder();
        while (await near.ReadAsync(buffer, stop.Token) is > 0 and var length)
        {
            said.Append(Encoding.Latin1.GetString(buffer, 0, length));
            var text = said.ToString();
            var end = text.LastIndexOf("COMMIT\0", StringComparison.Ordinal);
            if (end >= 0)
            {
                cut.IsDue = Array.TrueForAll(words, word => text.Contains(word, StringComparison.Ordinal)) && Interlocked.Exchange(ref lost, 1) == 0;
                said.Clear();
            }
            else if (text.LastIndexOf("BEGIN", StringComparison.Ordinal) is > 0 and var begin)
            {
                said.Remove(0, begin);
            }
            await far.WriteAsync(buffer.AsMemory(0, length), stop.Token);
        }
    }

    private async Task AnswerAsync(NetworkStream far, NetworkStream near, Cut cut)
    {
        var buffer = new byte[64 * 1024];
        while (await far.ReadAsync(buffer, stop.Token) is > 0 and var length && !cut.IsDue)
            await near.WriteAsync(buffer.AsMemory(0, length), stop.Token);
    }

    private sealed class Cut
    {
        public volatile bool IsDue;
    }
}
