using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>The connections of one protocol, as Kestrel takes them.</summary>
internal sealed class ProtocolListener(EndPoint endPoint) : IConnectionListener
{
    private readonly Channel<ConnectionContext> sorted = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });

    public EndPoint EndPoint => endPoint;

    /// <summary>Returns false when nobody takes connections any more.</summary>
    public bool TryAdd(ConnectionContext connection) => sorted.Writer.TryWrite(connection);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await sorted.Reader.WaitToReadAsync(cancellationToken) && sorted.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        sorted.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (sorted.Reader.TryRead(out var connection))
            await connection.DisposeAsync();
    }
}
