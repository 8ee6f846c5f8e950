using System.Net.Sockets;
using CodeRunner.Worker.Ingress.Listening;

namespace CodeRunner.Tests.Worker.Ingress;

public sealed class InlineSocketsTests
{
    [Fact]
    public void This_runtime_lets_a_single_socket_go_on_where_it_is_seen_ready()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        InlineSockets.Prefer(socket);

        InlineSockets.Supported.ShouldBeTrue();
        typeof(SafeSocketHandle).GetProperty("PreferInlineCompletions", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(socket.SafeHandle).ShouldBe(true);
    }
}
