using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CodeRunner.Shim.Protocol;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class ConnectionTests
{
    /// <summary>Of version 6 only where the machine has it.</summary>
    public static TheoryData<string> Addresses => Socket.OSSupportsIPv6 ? ["127.0.0.1", "0.0.0.0", "::1", "::"] : ["127.0.0.1", "0.0.0.0"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task The_port_it_was_told_is_reached_whatever_address_it_has_bound(string address)
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(Server(host, address));
        await host.WaitForLineAsync(id, line => line == "ready");

        (await AnswerAsync(host, id)).ShouldBe("hello");
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
    public async Task Two_that_listen_on_the_same_port_are_each_reached_as_themselves()
    {
        await using var host = new SandboxHost();
        var (first, second) = (await host.StartAsync(Server(host, "127.0.0.1", "first")), await host.StartAsync(Server(host, "127.0.0.1", "second")));
        foreach (var id in (Guid[])[first, second]) await host.WaitForLineAsync(id, line => line == "ready");

        (await host.Provider.FindAsync(first, host.Soon))!.Port.ShouldBe((await host.Provider.FindAsync(second, host.Soon))!.Port);
        (await AnswerAsync(host, first), await AnswerAsync(host, second)).ShouldBe(("first", "second"));
    }

    [Fact]
    public async Task What_listens_on_the_hosts_port_of_that_number_is_not_taken_for_it()
    {
        await using var host = new SandboxHost();
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        host.Options.AppPort = ((IPEndPoint)squatter.LocalEndpoint).Port;
        var id = await host.StartAsync(host.Shell("sleep 100") with { Listens = true });

        (await Should.ThrowAsync<IOException>(async () => await host.Provider.ConnectAsync(id, host.Soon))).Message.ShouldContain("does not listen");
        squatter.Pending().ShouldBeFalse();
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_process_that_has_no_network_of_its_own_is_not_taken_for_a_sandbox()
    {
        await using var host = new SandboxHost();
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        host.Options.AppPort = ((IPEndPoint)service.LocalEndpoint).Port;
        var id = await host.StartAsync(host.Shell("sleep 100") with { Listens = true });
        using var someone = Process.Start("sleep", "100");
        var file = Path.Combine(host.StateOf(id), "shim.json");
        var written = await File.ReadAllTextAsync(file);
        var state = JsonNode.Parse(written)!;
        (state["init"]!["pid"], state["init"]!["startTime"]) = (someone.Id, ProcessIdentity.Of(someone.Id)!.StartTime);
        await File.WriteAllTextAsync(file, state.ToJsonString());

        (await Should.ThrowAsync<IOException>(async () => await host.Provider.ConnectAsync(id, host.Soon))).Message.ShouldContain("no network of its own");
        service.Pending().ShouldBeFalse();
        await File.WriteAllTextAsync(file, written);
        someone.Kill();
    }

    [Fact]
    public void A_network_is_opened_of_the_very_process_only()
    {
        using var alone = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-current-user", "--net", "sh", "-c", "echo alone; exec sleep 100"]) { RedirectStandardOutput = true })!;
        alone.StandardOutput.ReadLine().ShouldBe("alone");
        var identity = ProcessIdentity.Of(alone.Id).ShouldNotBeNull();

        using (var network = new SafeFileHandle(SandboxNamespaces.OpenNetwork(identity), ownsHandle: true)) network.IsInvalid.ShouldBeFalse();
        Should.Throw<IOException>(() => SandboxNamespaces.OpenNetwork(identity with { StartTime = identity.StartTime - 1 })).Message.ShouldBe("The sandbox has ended.");
        Should.Throw<IOException>(() => SandboxNamespaces.OpenNetwork(ProcessIdentity.Of(Environment.ProcessId)!)).Message.ShouldBe("The sandbox has no network of its own.");
        alone.Kill();
    }

    [Fact]
    public async Task A_thousand_connections_leave_every_thread_in_its_own_network()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(Server(host, "0.0.0.0"));
        await host.WaitForLineAsync(id, line => line == "ready");
        var own = new FileInfo("/proc/self/ns/net").LinkTarget;

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), host.Soon, async (_, _) => (await AnswerAsync(host, id)).ShouldBe("hello"));
        // Other tests' threads may be on their way through a network of theirs; one that was left in one stays there.
        await Eventually.BeTrueAsync(() => Task.FromResult(Networks().All(network => network == own)), "every thread is in its own network");
    }

    private static IEnumerable<string> Networks() =>
        Directory.EnumerateDirectories("/proc/self/task").Select(thread => new FileInfo(Path.Combine(thread, "ns/net")).LinkTarget).OfType<string>();

    [Fact]
    public async Task The_ports_it_listens_on_are_found_whatever_it_was_told()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(Server(host, "::", port: "4321"));
        await host.WaitForLineAsync(id, line => line == "ready");

        (await host.Provider.FindListeningPortsAsync(id, host.Soon)).ShouldBe([4321]);
    }

    [Fact]
    public async Task A_later_Worker_reaches_it_too()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(Server(host, "127.0.0.1"));
        await host.WaitForLineAsync(id, line => line == "ready");

        host.Provider.Dispose();
        host.Restart();
        (await AnswerAsync(host, id)).ShouldBe("hello");
    }

    [Fact]
    public void The_kernels_list_tells_listeners_from_connections()
    {
        ListeningPorts.Port("   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000  2100007        0 1").ShouldBe(20000);
        ListeningPorts.Port("   1: 0100007F:4E21 0100007F:1234 01 00000000:00000000 00:00000000 00000000  2100008        0 2").ShouldBeNull();
    }

    private static async Task<string> AnswerAsync(SandboxHost host, Guid id)
    {
        await using var connection = await host.Provider.ConnectAsync(id, host.Soon);
        using var reader = new StreamReader(connection);
        return await reader.ReadToEndAsync(host.Soon);
    }

    private static SandboxSpec Server(SandboxHost host, string address, string answer = "hello", string port = "$ENV{PORT}")
    {
        var script = $"$| = 1; $s = IO::Socket::IP->new(LocalAddr => '{address}', LocalPort => {port}, Listen => 100) or die $!; "
            + $"print \"ready\\n\"; while ($c = $s->accept) {{ print $c '{answer}'; close $c }}";
        return host.Spec("/usr/bin/perl", "-MIO::Socket::IP", "-e", script) with { Listens = true };
    }
}
