using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task The_port_it_was_told_is_reached_whatever_address_it_has_bound(string address)
    {
        if (address.Contains(':') && !Socket.OSSupportsIPv6) return;
        await using var host = new SandboxHost();
        var id = await host.StartAsync(Server(host, address));
        await host.WaitForLineAsync(id, line => line == "ready");

        await using var connection = await host.Provider.ConnectAsync(id, host.Soon);
        using var reader = new StreamReader(connection);
        (await reader.ReadToEndAsync(host.Soon)).ShouldBe("hello");
    }

    [Fact]
    public async Task An_app_that_does_not_listen_is_said_not_to()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("echo $PORT $HOST $ASPNETCORE_HTTP_PORTS; sleep 100") with { Listens = true });
        var port = (await host.Provider.FindAsync(id, host.Soon))!.Port.ShouldNotBeNull();

        (await host.WaitForLineAsync(id, _ => true)).Text.ShouldBe($"{port} 0.0.0.0 {port}");
        (await Should.ThrowAsync<IOException>(async () => await host.Provider.ConnectAsync(id, host.Soon))).Message.ShouldContain("does not listen");
    }

    [Fact]
    public async Task Another_process_on_its_port_is_not_taken_for_it()
    {
        if (!Environment.IsPrivilegedProcess) return;
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("sleep 100") with { Listens = true });
        using var squatter = new TcpListener(IPAddress.Loopback, (await host.Provider.FindAsync(id, host.Soon))!.Port!.Value);
        squatter.Start();

        (await Should.ThrowAsync<IOException>(async () => await host.Provider.ConnectAsync(id, host.Soon))).Message.ShouldContain("Another process");
    }

    [Fact]
    public void The_kernels_list_of_listeners_tells_whose_one_is()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000  2100007        0 1",
            "   1: 0100007F:4E21 0100007F:1234 01 00000000:00000000 00:00000000 00000000  2100008        0 2",
        ];

        ListenerOwner.Find(lines, 20000, "0100007F").ShouldBe(2100007u);
        ListenerOwner.Find(lines, 20001, "0100007F").ShouldBeNull();
    }

    private static SandboxSpec Server(SandboxHost host, string address)
    {
        var script = $"$| = 1; $s = IO::Socket::IP->new(LocalAddr => '{address}', LocalPort => $ENV{{PORT}}, Listen => 5) or die $!; "
            + "print \"ready\\n\"; while ($c = $s->accept) { print $c 'hello'; close $c }";
        return host.Spec("/usr/bin/perl", "-MIO::Socket::IP", "-e", script) with { Listens = true };
    }
}
