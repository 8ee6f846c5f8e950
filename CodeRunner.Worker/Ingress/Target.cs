using System.Net;

namespace CodeRunner.Worker.Ingress;

/// <summary>An instance that requests go to: its connections, and how many requests it has now.</summary>
internal sealed class Target : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker client;
    private int broken;
    private int inFlight;
    private int retired;

    public Target(Guid instanceId, Guid sandboxId, Func<CancellationToken, ValueTask<Stream>> connect, int maxConnections)
    {
        (InstanceId, SandboxId) = (instanceId, sandboxId);
        client = new HttpMessageInvoker(Handler(
            async (_, cancellationToken) => new AskingStream(await connect(cancellationToken), () => Interlocked.Increment(ref broken)), maxConnections));
    }

    public Guid InstanceId { get; }

    public Guid SandboxId { get; }

    public HttpMessageInvoker Client => client;

    /// <summary>Counts connections that broke under a request.</summary>
    public int Broken => Volatile.Read(ref broken);

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Called when the last request of a retired target is done.</summary>
    public Action<Target>? Idle { get; set; }

    public void Begin() => Interlocked.Increment(ref inFlight);

    public void End()
    {
        if (Interlocked.Decrement(ref inFlight) == 0 && Volatile.Read(ref retired) == 1)
            Close();
    }

    /// <summary>It gets no new requests; its connections close when those in flight are done.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref retired, 1) == 0 && InFlight == 0)
            Close();
    }

    public void Dispose() => client.Dispose();

    private void Close()
    {
        // A request that chose this target a moment ago keeps its connection; only idle ones close.
        if (Interlocked.Exchange(ref retired, 2) != 1)
            return;
        Dispose();
        Idle?.Invoke(this);
    }

    private static SocketsHttpHandler Handler(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect, int maxConnections) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = connect,
        ConnectTimeout = ConnectTimeout,
        MaxConnectionsPerServer = maxConnections,
        UseCookies = false,
        UseProxy = false,
        // An app gets the trace headers that its client sent, not the platform's.
        ActivityHeadersPropagator = null,
    };
}
