using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodeRunner.Tests.Api.Support;

/// <summary>A DNS server that knows the TXT records it is given, and of other names that they are not there.</summary>
internal sealed class TxtServer : IAsyncDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource end = new();
    private readonly Task work;

    public TxtServer() => work = Task.Run(ServeAsync);

    public ConcurrentDictionary<string, string> Records { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string Address => socket.Client.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var asked = await socket.ReceiveAsync(end.Token);
            await socket.SendAsync(Answer(asked.Buffer), asked.RemoteEndPoint, end.Token);
        }
    }

    private byte[] Answer(byte[] question)
    {
        var answer = question.ToList();
        (answer[2], answer[3]) = (0x81, 0x80);
        if (!Records.TryGetValue(NameOf(question), out var text))
        {
            answer[3] = 0x83;
            return [.. answer];
        }
        answer[7] = 1;
        answer.AddRange([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, (byte)(text.Length + 1), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
        return [.. answer];
    }

    private static string NameOf(byte[] question)
    {
        var labels = new List<string>();
        for (var at = 12; question[at] > 0; at += question[at] + 1)
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        return string.Join('.', labels);
    }
}
