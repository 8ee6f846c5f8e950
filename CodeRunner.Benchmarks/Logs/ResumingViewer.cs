using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>A viewer whose connection is cut every few seconds, and who goes on from the last cursor that it has: it counts what it is given, and what is kept from it.</summary>
internal sealed class ResumingViewer(Platform platform, Guid deployment, TimeSpan cutEvery)
{
    private const byte End = 0x1e;

    private string cursor = "0";
    private long last;

    public long Lines { get; private set; }

    /// <summary>What gaps say is missing.</summary>
    public long Told { get; private set; }

    /// <summary>Numbers that were passed over, told of or not.</summary>
    public long Missing { get; private set; }

    /// <summary>What came twice or out of its order.</summary>
    public long Wrong { get; private set; }

    public int Connections { get; private set; }

    /// <summary>Until the line that says that the writer is done, or until there is no more patience.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!await WatchOnceAsync(cancellationToken))
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
    }

    private async Task<bool> WatchOnceAsync(CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cut.CancelAfter(cutEvery);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", platform.Http.DefaultRequestHeaders.Authorization!.ToString());
        try
        {
            await socket.ConnectAsync(new UriBuilder(platform.Http.BaseAddress!) { Scheme = "ws", Path = "/hubs/live" }.Uri, cut.Token);
            Connections++;
            await SendAsync(socket, """{"protocol":"json","version":1}""", cut.Token);
            await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"SubscribeDeployment","arguments":["{{deployment}}","{{cursor}}"]}""", cut.Token);
            return await ReadAsync(socket, cut.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + (char)End), WebSocketMessageType.Text, true, cancellationToken);

    private async Task<bool> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, cancellationToken);
            if (got.MessageType == WebSocketMessageType.Close)
                return false;
            for (var rest = buffer.AsMemory(0, got.Count); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf(End);
                text.Write(rest.Span[..(end < 0 ? rest.Length : end)]);
                if (end < 0)
                    break;
                rest = rest[(end + 1)..];
                if (Take(text.GetBuffer().AsMemory(0, (int)text.Length), out var refused))
                    return true;
                text.SetLength(0);
                if (refused)
                    return false;
            }
        }
    }

    private bool Take(ReadOnlyMemory<byte> message, out bool refused)
    {
        using var json = JsonDocument.Parse(message);
        // Who may not be let in while the database is away is told so, and comes again.
        refused = json.RootElement.TryGetProperty("error", out _);
        return json.RootElement.TryGetProperty("target", out var target) && target.GetString() == "lines"
            && json.RootElement.GetProperty("arguments")[0].Deserialize<List<LogRecord>>(Wire.Json)!.Exists(Take);
    }

    /// <summary>True for the last line.</summary>
    private bool Take(LogRecord record)
    {
        if (long.Parse(record.Cursor, CultureInfo.InvariantCulture) <= long.Parse(cursor, CultureInfo.InvariantCulture))
            Wrong++;
        cursor = record.Cursor;
        Told += record.Gap?.Lines ?? 0;
        var words = (record.Text ?? "").Split(' ');
        if (words[0] == "line")
        {
            var number = long.Parse(words[1], CultureInfo.InvariantCulture);
            Lines++;
            Wrong += number <= last ? 1 : 0;
            Missing += Math.Max(0, number - last - 1);
            last = number;
        }
        return words[0] == "done";
    }
}
