using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class NetworkConformance
{
    [Theory, EveryProvider(false, true, Isolating = true)]
    public async Task It_reaches_nothing_on_the_machines_loopback_and_has_a_way_out_only_if_asked(string kind, bool internet)
    {
        await using var lab = await Lab.OpenAsync(kind);
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        var spec = lab.Shell($"grep -c tap0 /proc/net/dev; /bin/busybox nc -w 1 127.0.0.1 {port} < /dev/null && echo reached; cat /etc/resolv.conf | grep -c 'nameserver 127'")
            with
        { Network = internet ? NetworkAccess.Internet : NetworkAccess.None };
        if (internet && !(await lab.Provider.ProbeAsync(lab.Soon)).Internet)
        {
            await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(spec));
            return;
        }

        (await lab.RunAsync(spec)).Output.ShouldBe([internet && kind != ProviderKind.Swarm ? "1" : "0", "0"]);
        service.Pending().ShouldBeFalse();
    }
}
