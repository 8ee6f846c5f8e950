using System.Net.Sockets;
using System.Text;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>Sends bytes that no HTTP client would.</summary>
internal static class RawHttp
{
    public static async Task<string> SendAsync(int port, string requestLine, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", [requestLine, .. headers, "Connection: close", "", ""])));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Sends these and stays, and reads until the answer has that word.</summary>
    public static async Task<string> ReadUntilAsync(int port, string text, string last)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains(last, StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var read)
            answer += Encoding.UTF8.GetString(buffer, 0, read);
        return answer;
    }

    /// <summary>Sends these and nothing more, and reads until the other side has had enough.</summary>
    public static async Task<string> SendBytesAsync(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            client.Client.Shutdown(SocketShutdown.Send);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return ""; // it was cut off, which is an answer too
        }
    }
}
