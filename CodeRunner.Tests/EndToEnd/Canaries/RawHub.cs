using System.Net.WebSockets;
using System.Text;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>A client of the hub that keeps every frame as it came.</summary>
internal sealed class RawHub : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    public static async Task<RawHub> WatchAsync(Uri api, string authorization, Guid project, Guid deployment, Evidence evidence)
    {
        var hub = new RawHub();
        hub.socket.Options.SetRequestHeader("Authorization", authorization);
        await hub.socket.ConnectAsync(new UriBuilder(new Uri(api, "/hubs/live")) { Scheme = "ws" }.Uri, CancellationToken.None);
        hub.reading = hub.ReadAsync(evidence);
        await hub.SendAsync("""{"protocol":"json","version":1}""");
        await hub.SendAsync($$"""{"type":1,"invocationId":"1","target":"SubscribeProject","arguments":["{{project}}"]}""");
        await hub.SendAsync($$"""{"type":1,"invocationId":"2","target":"SubscribeDeployment","arguments":["{{deployment}}",null]}""");
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        stop.Dispose();
    }

    private Task SendAsync(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, stop.Token);

    private async Task ReadAsync(Evidence evidence)
    {
        var buffer = new byte[64 << 10];
        using var frame = new MemoryStream();
        while (await socket.ReceiveAsync(buffer, stop.Token) is { MessageType: not WebSocketMessageType.Close } read)
        {
            frame.Write(buffer, 0, read.Count);
            if (!read.EndOfMessage)
                continue;
            evidence.Add("frames of the hub", frame.ToArray());
            frame.SetLength(0);
        }
    }
}
