using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Ingress.Listening;

namespace CodeRunner.Tests.Worker.Ingress;

public sealed class DescriptorPassingTests
{
    private const int Times = 50;

    [Fact]
    public async Task A_listening_socket_that_comes_back_to_a_process_again_and_again_takes_connections_each_time()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        for (var time = 0; time < Times; time++)
        {
            using var received = Receive(listener);
            var accepting = received.AcceptAsync(CancellationToken.None);
            using var visitor = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await visitor.ConnectAsync(listener.LocalEndPoint!);
            using var accepted = await accepting;
            accepted.RemoteEndPoint.ShouldBe(visitor.LocalEndPoint);
        }
    }

    private static Socket Receive(Socket listener)
    {
        var path = Path.Combine(Path.GetTempPath(), $"coderunner-{Guid.NewGuid():n}.sock");
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen();
        using var to = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        to.Connect(new UnixDomainSocketEndPoint(path));
        using var from = server.Accept();
        File.Delete(path);
        DescriptorPassing.Send(to, [("apps", listener)]);
        return DescriptorPassing.Receive(from).ShouldHaveSingleItem().Socket;
    }
}
