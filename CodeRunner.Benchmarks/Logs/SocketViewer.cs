using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>A viewer that costs little, so that thousands fit beside what is measured: the hub's protocol on a bare socket.</summary>
internal sealed class SocketViewer : IAsyncDisposable
{
    private const char End = '\u001e';
    private static readonly byte[] Mark = "\"text\":\"line "u8.ToArray();

    private readonly ClientWebSocket socket;
    private readonly CancellationTokenSource ending = new();
    private readonly byte[] buffer = new byte[16 * 1024];
    private Task reading = Task.CompletedTask;

    private SocketViewer(ClientWebSocket socket) => this.socket = socket;

    /// <summary>Milliseconds from the writing of a line to its reading here.</summary>
    public ConcurrentQueue<double> Waits { get; } = new();

    public bool Connected => socket.State == WebSocketState.Open;

    /// <summary>With <paramref name="stalled"/> it never reads again.</summary>
    public static async Task<SocketViewer> WatchAsync(Platform platform, Guid deployment, string cursor, bool stalled, CancellationToken cancellationToken)
    {
        var viewer = new SocketViewer(await ConnectAsync(platform, cancellationToken));
        await viewer.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        await viewer.socket.ReceiveAsync(viewer.buffer, cancellationToken);
        await viewer.SendAsync($$"""{"type":1,"invocationId":"1","target":"SubscribeDeployment","arguments":["{{deployment}}","{{cursor}}"]}""", cancellationToken);
        if (!stalled)
            viewer.reading = Task.Run(viewer.ReadAsync, CancellationToken.None);
        return viewer;
    }

    /// <summary>Milliseconds from the beginning of a connection straight to the Api to its answer to what it asks for.</summary>
    public static async Task<double> TimeConnectAsync(Platform platform, Guid deployment, string cursor, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var viewer = await WatchAsync(platform, deployment, cursor, stalled: true, cancellationToken);
        // The first message after the handshake's: the answer, as nothing is written meanwhile.
        await viewer.socket.ReceiveAsync(viewer.buffer, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await reading;
        socket.Dispose();
        ending.Dispose();
    }

    /// <summary>One user may ask only so often: a crowd of theirs comes as fast as that allows.</summary>
    private static async Task<ClientWebSocket> ConnectAsync(Platform platform, CancellationToken cancellationToken)
    {
        var hub = new UriBuilder(platform.Http.BaseAddress!) { Scheme = "ws", Path = "/hubs/live" }.Uri;
        while (true)
        {
            var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
            socket.Options.SetRequestHeader("Authorization", platform.Http.DefaultRequestHeaders.Authorization!.ToString());
            try
            {
                await socket.ConnectAsync(hub, cancellationToken);
                return socket;
            }
            catch (WebSocketException) when (socket.HttpStatusCode == HttpStatusCode.TooManyRequests)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    private Task SendAsync(string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, cancellationToken);

    private async Task ReadAsync()
    {
        var filled = 0;
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(filled), ending.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    return;
                filled = Find(filled + got.Count);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It left, or was left.
        }
    }

    /// <summary>Takes the times out of what is there; keeps the end, where a mark may be half there. Returns how much is kept.</summary>
    private int Find(int filled)
    {
        const int longest = 60;
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
        var rest = buffer.AsSpan(0, filled);
        for (var place = rest.IndexOf(Mark); place >= 0 && rest.Length - place >= longest; place = rest.IndexOf(Mark))
        {
            var words = Encoding.ASCII.GetString(rest.Slice(place + Mark.Length, longest - Mark.Length)).Split(' ');
            Waits.Enqueue(now - double.Parse(words[1], CultureInfo.InvariantCulture));
            rest = rest[(place + longest)..];
        }
        rest = rest.Length > longest ? rest[^longest..] : rest;
        rest.CopyTo(buffer);
        return rest.Length;
    }
}
