using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Ingress.Choosing;
using CodeRunner.Worker.Ingress.Listening;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>An instance that requests go to: its connections, how many requests it has now, and what is held against it.</summary>
internal sealed class Target : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Shorter than the 5 s after which node closes a connection: a request should not meet one that the app closes at that moment.</summary>
    private static readonly TimeSpan KeepIdle = TimeSpan.FromSeconds(3.5);

    private readonly HttpMessageInvoker client;
    private readonly Lock gate = new();
    private Ejection ejection = Ejection.None;
    private volatile bool suspect;
    private int inFlight;
    private int retired;

    public Target(Guid instanceId, Guid sandboxId, Func<CancellationToken, ValueTask<Stream>> connect, int maxConnections)
    {
        (InstanceId, SandboxId) = (instanceId, sandboxId);
        client = new HttpMessageInvoker(Handler(async (_, cancellationToken) => new AskingStream(Prepare(await connect(cancellationToken))), maxConnections));
    }

    public Guid InstanceId { get; }

    public Guid SandboxId { get; }

    public HttpMessageInvoker Client => client;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Called when the last request of a retired target is done.</summary>
    public Action<Target>? Idle { get; set; }

    public TargetView View(long now, bool isTried)
    {
        if (isTried)
            return new TargetView(TargetHealth.Tried, InFlight, 0);
        if (!suspect)
            return new TargetView(TargetHealth.Good, InFlight, 0);
        lock (gate)
            return new TargetView(ejection.Health(now), InFlight, ejection.OutUntil);
    }

    public void BeginProbe(long now)
    {
        lock (gate)
            ejection = ejection.Probe(now);
    }

    /// <summary>It refused a connection or broke one.</summary>
    public void Fail()
    {
        lock (gate)
        {
            ejection = ejection.Fail(Environment.TickCount64);
            suspect = true;
        }
    }

    public void Succeed()
    {
        if (!suspect)
            return;
        lock (gate)
        {
            ejection = Ejection.None;
            suspect = false;
        }
    }

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

    private static Stream Prepare(Stream connection)
    {
        if (connection is NetworkStream { Socket: var socket })
            InlineSockets.Prefer(socket);
        return connection;
    }

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
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = maxConnections,
        MeterFactory = QuietMeters.Instance,
        PooledConnectionIdleTimeout = KeepIdle,
        UseCookies = false,
        UseProxy = false,
        // An app gets the trace headers that its client sent, not the platform's.
        ActivityHeadersPropagator = null,
    };
}
