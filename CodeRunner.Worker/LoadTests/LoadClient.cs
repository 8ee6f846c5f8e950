using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.LoadTests;
using CodeRunner.Worker.Ingress.Forwarding;

namespace CodeRunner.Worker.LoadTests;

/// <summary>
/// Asks one app, through the platform's ingress at a port of this machine and nowhere else, whatever the app answers: a name is looked up nowhere, and no redirect is followed. What the app sends is
/// read and dropped, and of one answer no more than <see cref="MostBytes"/>.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    /// <summary>Of a body; the rest is not waited for.</summary>
    public const int MostBytes = 1 << 20;

    private const int BufferBytes = 16 << 10;

    private readonly HttpMessageInvoker invoker;
    private readonly HttpMethod method;
    private readonly Uri uri;
    private readonly Guid id;
    private long sent;

    public LoadClient(Guid id, LoadTestPlan plan, string host, int port)
    {
        this.id = id;
        method = HttpMethod.Parse(plan.Method);
        uri = new Uri($"http://{host}{plan.Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        invoker = new HttpMessageInvoker(Handler(port, plan.MaxConcurrency));
    }

    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Null when <paramref name="stop"/> broke it off.</summary>
    public async Task<LoadAnswer?> AskAsync(TimeSpan most, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(most);
        Interlocked.Increment(ref sent);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var (status, bytes) = await SendAsync(limit.Token);
            return new LoadAnswer(OutcomeOf(status), Stopwatch.GetElapsedTime(began), bytes);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            return stop.IsCancellationRequested ? null : new LoadAnswer(limit.IsCancellationRequested ? LoadOutcome.TimedOut : LoadOutcome.Broken, Stopwatch.GetElapsedTime(began), 0);
        }
    }

    public void Dispose() => invoker.Dispose();

    private async Task<(int Status, long Bytes)> SendAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", "CodeRunner-LoadTest");
        request.Headers.TryAddWithoutValidation("X-Load-Test", id.ToString());
        using var response = await invoker.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, await DrainAsync(response.Content, cancellationToken));
    }

    private static async Task<long> DrainAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            var bytes = 0L;
            int read;
            while (bytes < MostBytes && (read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                bytes += read;
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static LoadOutcome OutcomeOf(int status) => status switch
    {
        >= 500 => LoadOutcome.ServerError,
        >= 400 => LoadOutcome.ClientError,
        >= 300 => LoadOutcome.Redirect,
        _ => LoadOutcome.Ok,
    };

    private static SocketsHttpHandler Handler(int port, int connections) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(port, cancellationToken),
        MaxConnectionsPerServer = connections,
        // A body that is cut off closes its connection: its rest is not read in secret.
        MaxResponseDrainSize = 0,
        MeterFactory = QuietMeters.Instance,
        UseCookies = false,
        UseProxy = false,
        // No span for each request, and none of this Worker's for the app.
        ActivityHeadersPropagator = null,
    };

    private static async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
