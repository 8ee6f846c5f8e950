using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class NetworkLifetimeTests
{
    [Fact]
    public async Task A_stack_that_is_killed_comes_back_with_the_policy_as_it_was()
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var spec = NetworkLab.Probe(host, NetworkAccess.Internet, []) with
        {
            Command = ["/bin/sh", "-c", "while true; do python3 network-probe.py 1.2.3.4:7000 10.1.2.3:7000; done"],
        };
        var id = await host.StartAsync(spec);
        await host.WaitForLineAsync(id, line => line == "1.2.3.4:7000 hello");

        Process.GetProcessById(Children(host, id).Single(p => Name(p) == "slirp4netns")).Kill();
        var back = await host.WaitForLineAsync(id, line => line.Contains("is open again", StringComparison.Ordinal));
        await host.WaitForLineAsync(id, line => line == "1.2.3.4:7000 hello", back.Seq);
        lab.Contacts.Distinct().ShouldBe(["1.2.3.4:7000"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_it_is_left_after_a_deletion_or_the_end_of_its_supervisor(bool killed)
    {
        await using var lab = await NetworkLab.StartAsync();
        await using var host = lab.Host();
        var id = await host.StartAsync(host.Shell("echo ready; sleep 1000") with { Network = NetworkAccess.Internet, Listens = true });
        await host.WaitForLineAsync(id, line => line == "ready");
        var init = Shim(host, id).GetProperty("init").GetProperty("pid").GetInt32();
        var network = new FileInfo($"/proc/{init}/ns/net").LinkTarget.ShouldNotBeNull();
        var children = Children(host, id);
        children.Select(Name).ShouldContain("slirp4netns");
        InNetwork(network).ShouldNotBeEmpty();

        if (killed)
        {
            Process.GetProcessById(Shim(host, id).GetProperty("shim").GetProperty("pid").GetInt32()).Kill();
            await host.Provider.WaitForExitAsync(id, host.Soon);
        }
        else
        {
            await host.Provider.DeleteAsync(id, host.Soon);
        }

        // The kernel closes the pipes of a killed process a moment after it has told of its end.
        await Eventually.BeTrueAsync(() => Task.FromResult(!children.Any(Aspire.ProcessTable.IsAlive) && InNetwork(network).Count == 0), "nothing of it lives");
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_its_way_out_it_does_not_start_and_says_why()
    {
        await using var host = new SandboxHost();

        // A shim that finds no device for packets: the stack can't make one. It stands for a kernel without them.
        await CoverAsync(host, "/dev/net/tun", "/dev/null");
        var refused = await Should.ThrowAsync<SandboxException>(() => host.StartAsync(host.Shell("echo ran") with { Network = NetworkAccess.Internet }));
        refused.Message.ShouldContain("user-mode stack did not start");
        (await host.Provider.ListAsync(host.Soon)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_is_cancelled_at_whatever_moment_leaves_no_process(bool hangs)
    {
        // Uids that nobody else has, to find all that runs as a sandbox's.
        const int uids = 1000;
        var first = 1_200_000_000L + (Random.Shared.Next(900_000) * uids);
        await using var host = new SandboxHost(o => (o.UidBase, o.UidCount) = (first, uids));
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        if (hangs)
        {
            // A stack that never says that it is ready, and does not care for its supervisor.
            var stack = Path.Combine(host.Root, "stack");
            await File.WriteAllTextAsync(stack, $"#!/bin/sh\nexec sleep {mark}\n");
            Process.Start("chmod", ["755", stack]).WaitForExit();
            await CoverAsync(host, "$(command -v slirp4netns)", stack);
        }

        await host.Provider.ProbeAsync(host.Soon);
        foreach (var moment in (int[])[0, 10, 20, 30, 40, 60, 80, 120, 300])
        {
            using var stop = new CancellationTokenSource(moment);
            var spec = host.Spec("/bin/sleep", mark) with { Network = NetworkAccess.Internet, Listens = true };
            try
            {
                await host.Provider.StartAsync(spec, stop.Token);
                await host.Provider.DeleteAsync(spec.Id, host.Soon);
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }

            // The kernel closes the pipes of a killed process a moment after it has told of its end.
            await Eventually.BeAsync(() => Task.FromResult(string.Join('\n', Left())), left => left.Length == 0, $"nothing is left of what was cancelled after {moment} ms");
            Traces.ControlGroupsOf(spec.Id).ShouldBeEmpty();
        }

        IReadOnlyList<string> Left() => [.. Traces.ProcessesWith(mark), .. Traces.ProcessesOf(host.Root), .. SandboxProcesses.All().Where(pid => UidOf(pid) is { } uid && uid >= first && uid < first + uids).Select(SandboxProcesses.CommandOf)];
    }

    /// <summary>Shims of this node find another file in the place of one of the machine's; nobody else does.</summary>
    private static async Task CoverAsync(SandboxHost host, string path, string by)
    {
        var root = Environment.IsPrivilegedProcess;
        var wrapper = Path.Combine(host.Root, $"shim-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec unshare {(root ? "" : "--user --map-current-user --keep-caps ")}--mount sh -c 'mount --bind {by} {path} && exec {(root ? "" : "setpriv --ambient-caps=-all --inh-caps=-all ")}{host.Options.ShimPath} \"$@\"' sh \"$@\"\n");
        Process.Start("chmod", ["755", wrapper]).WaitForExit();
        host.Options.ShimPath = wrapper;
    }

    private static long? UidOf(int pid)
    {
        try
        {
            return long.Parse(File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static JsonElement Shim(SandboxHost host, Guid id) => JsonDocument.Parse(File.ReadAllText(Path.Combine(host.StateOf(id), "shim.json"))).RootElement;

    private static IReadOnlyList<int> Children(SandboxHost host, Guid id)
    {
        var shim = Shim(host, id).GetProperty("shim").GetProperty("pid").GetInt32();
        return [.. File.ReadAllText($"/proc/{shim}/task/{shim}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
    }

    private static string Name(int pid) => File.ReadAllText($"/proc/{pid}/comm").Trim();

    private static IReadOnlyList<string> InNetwork(string network) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1])).Where(d => LinkOf(Path.Combine(d, "ns/net")) == network)];

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
