using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>Tells HTTP/2 with prior knowledge from HTTP/1.1 by a connection's first bytes, which stay unread. No HTTP/1 method begins as HTTP/2's preface does.</summary>
internal static class ProtocolSniffer
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Returns null for a connection that ends before it says anything.</summary>
    public static async ValueTask<ProtocolEndPoint?> SniffAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var verdict = Judge(buffer);
            input.AdvanceTo(buffer.Start, verdict is null ? buffer.End : buffer.Start);
            if (verdict is not null)
                return verdict;
            if (read.IsCompleted || read.IsCanceled)
                return buffer.IsEmpty ? null : ProtocolEndPoint.Http1;
        }
    }

    /// <summary>Null while both are possible.</summary>
    internal static ProtocolEndPoint? Judge(in ReadOnlySequence<byte> buffer)
    {
        var length = (int)Math.Min(buffer.Length, Preface.Length);
        Span<byte> seen = stackalloc byte[Preface.Length];
        buffer.Slice(0, length).CopyTo(seen);
        if (!Preface.StartsWith(seen[..length]))
            return ProtocolEndPoint.Http1;
        return length == Preface.Length ? ProtocolEndPoint.Http2 : null;
    }
}
