using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.LocalAspire.Redis;

/// <summary>Healthy when the server answers PING: one short connection, so that nothing lingers while the server stops.</summary>
internal sealed class RedisProbe(RedisResource redis) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Patience);
        try
        {
            var answer = await PingAsync(limited.Token);
            return answer.EndsWith("+PONG\r\n", StringComparison.Ordinal)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Redis answered {answer.Trim()}");
        }
        catch (Exception exception) when (exception is SocketException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("Redis does not answer.", exception);
        }
    }

    private async Task<string> PingAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(redis.PrimaryEndpoint.Host, redis.PrimaryEndpoint.Port, cancellationToken);
        await using var stream = client.GetStream();
        var request = new StringBuilder();
        if (redis.PasswordParameter is { } parameter) Append(request, "AUTH", await parameter.GetValueAsync(cancellationToken) ?? "");
        Append(request, "PING");
        Append(request, "QUIT");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(cancellationToken);
        return answer.EndsWith("+OK\r\n", StringComparison.Ordinal) ? answer[..^5] : answer;
    }

    private static void Append(StringBuilder request, params string[] words)
    {
        request.Append('*').Append(words.Length).Append("\r\n");
        foreach (var word in words) request.Append('$').Append(Encoding.UTF8.GetByteCount(word)).Append("\r\n").Append(word).Append("\r\n");
    }
}
