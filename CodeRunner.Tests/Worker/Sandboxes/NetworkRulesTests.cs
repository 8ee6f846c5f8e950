using System.Net;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class NetworkRulesTests
{
    private static readonly IPAddress NameServer = IPAddress.Parse("10.0.0.53");

    [Fact]
    public void Every_network_that_is_not_the_internets_is_prohibited_and_the_host_whatever_its_address() =>
        string.Join(' ', NetworkRules.Decide(NetworkAccess.Internet, [NameServer], [IPAddress.Parse("10.7.7.7"), IPAddress.Parse("8.8.4.4")], ["7.7.0.0/16"]).Prohibited).ShouldBe(
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 "
            + "203.0.113.0/24 224.0.0.0/3 7.7.0.0/16 8.8.4.4/32");

    [Fact]
    public void Allowed_are_the_name_servers_and_named_hosts_each_at_its_port_and_loopback_ones_are_carried()
    {
        var access = NetworkAccess.Internet with
        {
            Hosts = [new("npm", IPAddress.Parse("10.1.1.1"), 4873), new("npm", IPAddress.Parse("fd00::1"), 4873), new("localhost", IPAddress.Loopback, 8081)],
        };
        var policy = NetworkRules.Decide(access, [NameServer], [], []);

        policy.Allowed.Select(e => $"{e.Address}:{e.Port}").ShouldBe(["10.0.0.53:53", "10.1.1.1:4873"]);
        policy.Forwarded.Select(e => $"{e.Address}:{e.Port}").ShouldBe(["127.0.0.1:8081"]);
        NameFiles.HostsOf(access).ShouldContain("10.1.1.1 npm\n");
        NameFiles.HostsOf(NetworkAccess.None).ShouldBe("127.0.0.1 localhost app\n::1 localhost\n");
    }

    [Fact]
    public void A_name_server_on_the_hosts_loopback_is_none_for_a_sandbox()
    {
        NameServers.Find(["# mine", "nameserver 127.0.0.53", "nameserver ::1", "options edns0"]).ShouldBeEmpty();
        NameServers.Find(["nameserver 127.0.0.53", "nameserver\t10.0.0.53", "search corp"]).ShouldBe([NameServer]);
        NameFiles.ResolverOf(NetworkAccess.None, [NameServer]).ShouldBe("");
    }

    [Fact]
    public void The_stack_runs_as_the_sandboxs_uid_with_the_hosts_loopback_closed()
    {
        var policy = NetworkRules.Decide(NetworkAccess.Internet, [], [], []);
        const string stack = "/usr/bin/slirp4netns --mtu=65520 --cidr=192.88.99.0/24 --disable-host-loopback --disable-dns --enable-seccomp --ready-fd=5 --exit-fd=6 "
            + "--netns-type=path --userns-path=/proc/self/fd/4 /proc/self/fd/3 tap0";

        string.Join(' ', NetworkPrograms.Stack("/usr/bin/slirp4netns", "/usr/bin/setpriv", 2100001, policy)).ShouldBe(
            $"/usr/bin/setpriv --reuid 2100001 --regid 2100001 --clear-groups --no-new-privs --inh-caps=-all -- {stack}");
        string.Join(' ', NetworkPrograms.Stack("/usr/bin/slirp4netns", "/usr/bin/setpriv", null, policy)).ShouldBe(stack);
        string.Join(' ', NetworkPrograms.Inside("/usr/bin/nsenter")).ShouldBe(
            "/usr/bin/nsenter --user=/proc/self/fd/4 --net=/proc/self/fd/3 --preserve-credentials --");
    }
}
