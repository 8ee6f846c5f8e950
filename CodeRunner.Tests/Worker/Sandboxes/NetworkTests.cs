using System.Net;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class NetworkTests
{
    private const string PublicPlace = $"{NetworkLab.Public}:7000";

    [Fact]
    public async Task All_that_is_forbidden_can_be_reached_where_no_policy_holds()
    {
        await using var lab = await NetworkLab.StartAsync();
        string[] real = [.. lab.Forbidden.Where(p => !p.StartsWith("192.88.99.2", StringComparison.Ordinal) && !p.StartsWith("192.88.99.3", StringComparison.Ordinal) && !p.StartsWith("255.", StringComparison.Ordinal))];

        var output = await lab.ProbeOutsideAsync([PublicPlace, .. real, "groupfrom=d0"]);
        foreach (var place in (string[])[PublicPlace, .. real]) output.ShouldContain($"{place} hello");
        await lab.WaitForAsync("group control");
    }

    [Fact]
    public async Task With_the_internet_it_reaches_public_addresses_and_nothing_else_however_it_tries()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var run = await host.RunAsync(NetworkLab.Probe(host, NetworkAccess.Internet, [PublicPlace, .. lab.Forbidden, "group=from the sandbox"]));

        run.Errors.ShouldBeEmpty();
        run.Output.Where(l => l.EndsWith(" hello", StringComparison.Ordinal)).Order().ShouldBe([$"{PublicPlace} bound hello", $"{PublicPlace} hello"]);
        lab.Contacts.Distinct().ShouldBe([PublicPlace]);
    }

    [Fact]
    public async Task Without_it_there_is_nothing_but_its_own_loopback()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var run = await host.RunAsync(NetworkLab.Probe(host, NetworkAccess.None, [PublicPlace, .. lab.Forbidden, "group=from the sandbox"]));
        run.Output.ShouldNotBeEmpty();
        run.Output.ShouldAllBe(line => !line.EndsWith(" hello", StringComparison.Ordinal));
        lab.Contacts.ShouldBeEmpty();

        (await host.RunAsync("cut -d: -f1 /proc/net/dev | tail -n +3; cat /etc/resolv.conf")).Output.Select(l => l.Trim()).ShouldBe(["lo"]);
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_leads_nowhere()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var run = await host.RunAsync(host.Shell("") with { Command = ["/bin/bash", "-c", "getent ahostsv4 rebind.example.org | head -1; exec 3<>/dev/tcp/rebind.example.org/7000 && head -c 5 <&3"], Network = NetworkAccess.Internet });

        run.Output.ShouldHaveSingleItem().ShouldStartWith("10.1.2.3");
        lab.Contacts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hosts_that_were_allowed_are_reached_by_name_and_at_their_port_alone()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var access = NetworkAccess.Internet with
        {
            Hosts = [new AllowedHost("packages.example.org", IPAddress.Parse("10.1.2.3"), 7000), new AllowedHost("localhost", IPAddress.Loopback, 7002)],
        };
        var run = await host.RunAsync(NetworkLab.Probe(host, access, ["packages.example.org:7000", "127.0.0.1:7002", "10.1.2.3:7001", "127.0.0.1:7000", "172.16.5.5:7000"]));

        run.Output.Where(l => l.EndsWith(" hello", StringComparison.Ordinal)).Order().ShouldBe(["127.0.0.1:7002 hello", "packages.example.org:7000 bound hello", "packages.example.org:7000 hello"]);
        lab.Contacts.Distinct().Order().ShouldBe(["10.1.2.3:7000", "127.0.0.1:7002"]);
    }

    [Fact]
    public async Task Another_sandbox_is_out_of_reach()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        const string server = "$| = 1; $s = IO::Socket::IP->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 5) or die; print \"ready\\n\"; $s->accept; print \"reached\\n\"";
        var neighbour = await host.StartAsync(host.Spec("/usr/bin/perl", "-MIO::Socket::IP", "-e", server) with { Listens = true, Network = NetworkAccess.Internet });
        await host.WaitForLineAsync(neighbour, line => line == "ready");

        var run = await host.RunAsync(NetworkLab.Probe(host, NetworkAccess.Internet, ["127.0.0.1:8080", "192.88.99.2:8080", "192.88.99.3:8080", "::1:8080"]));
        run.Output.Count.ShouldBe(8);
        run.Output.ShouldAllBe(line => line.EndsWith("Error", StringComparison.Ordinal) || line.EndsWith("timeout", StringComparison.Ordinal));
        await host.Provider.StopAsync(neighbour, TimeSpan.Zero, host.Soon);
        (await host.ReadToEndAsync(neighbour)).Select(r => r.Text).ShouldBe(["ready"]);
    }

    [Theory]
    [InlineData("ip route del prohibit 10.0.0.0/8")]
    [InlineData("ip route replace 10.0.0.0/8 via 192.88.99.2 dev tap0 onlink")]
    [InlineData("ip rule add to 10.0.0.0/8 lookup 100")]
    [InlineData("ip neigh replace 10.1.2.3 lladdr 52:55:0a:00:02:02 dev tap0")]
    [InlineData("ip addr add 10.0.0.1/8 dev tap0")]
    [InlineData("ip link set tap0 down")]
    [InlineData("python3 -c \"import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\"")]
    [InlineData("python3 -c \"import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\"")]
    public async Task The_policy_can_not_be_changed_from_inside(string command)
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var run = await host.RunAsync(host.Shell($"PATH=$PATH:/usr/sbin:/sbin; ip route show 10.0.0.0/8; {command}; echo $?; ip route show 10.0.0.0/8; ip -6 addr show dev tap0") with { Network = NetworkAccess.Internet });

        run.Output.Count.ShouldBe(3, string.Join('\n', run.Errors));
        run.Output[0].ShouldStartWith("prohibit 10.0.0.0/8");
        run.Output[1].ShouldNotBe("0");
        run.Output[2].ShouldBe(run.Output[0]);
    }
}
