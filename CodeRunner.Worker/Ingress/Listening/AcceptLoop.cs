using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>
/// Takes connections from the machine's listening sockets and sorts them by protocol. When as many are open as may be, the rest wait in the kernel's queue, where
/// another Worker may take them. Ending it closes nothing: what waits in the queue is still there for others.
/// </summary>
internal sealed partial class AcceptLoop(
    IReadOnlyList<Socket> sockets, ProtocolListener http1, ProtocolListener http2, int maxConnections, TimeSpan silence, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SocketConnectionContextFactory factory = new(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, logger);
    private readonly SemaphoreSlim places = new(maxConnections);
    private readonly CancellationTokenSource stop = new();
    private Task work = Task.CompletedTask;
    private int open;

    public int Open => Volatile.Read(ref open);

    public void Start() => work = Task.WhenAll(sockets.Select(socket => Task.Run(() => AcceptAsync(socket, stop.Token))));

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        factory.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(cancellationToken);
                try
                {
                    Take(await socket.AcceptAsync(cancellationToken));
                }
                catch
                {
                    places.Release();
                    throw;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // No descriptor left, or a client that went before it was taken: the next one may be luckier.
                NotAccepted(logger, exception.SocketErrorCode);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private void Take(Socket accepted)
    {
        accepted.NoDelay = true;
        InlineSockets.Prefer(accepted);
        var connection = factory.Create(accepted);
        Interlocked.Increment(ref open);
        connection.ConnectionClosed.UnsafeRegister(_ => Release(), null);
        _ = SortAsync(connection);
    }

    private void Release()
    {
        Interlocked.Decrement(ref open);
        places.Release();
    }

    private async Task SortAsync(ConnectionContext connection)
    {
        try
        {
            using var patience = new CancellationTokenSource(silence);
            var protocol = await ProtocolSniffer.SniffAsync(connection, patience.Token);
            if (protocol is not null && (protocol == ProtocolEndPoint.Http2 ? http2 : http1).TryAdd(connection))
                return;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
        }
        await connection.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection to an app was not accepted: {Error}")]
    private static partial void NotAccepted(ILogger logger, SocketError error);
}
