using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class LifetimeTests
{
    private const string Ticking = "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.01; done";

    [Fact]
    public async Task A_stop_lets_the_app_end_in_its_own_way()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        await host.WaitForLineAsync(id, line => line == "ready");

        await host.Provider.StopAsync(id, TimeSpan.FromSeconds(30), host.Soon);
        (await host.ReadToEndAsync(id)).Select(r => r.Text).ShouldBe(["ready", "bye"]);
        (await host.Provider.FindAsync(id, host.Soon))!.Exit!.Code.ShouldBe(3);
    }

    [Fact]
    public async Task An_app_that_ignores_the_request_is_killed_after_the_grace()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("trap '' TERM; echo ready; while :; do sleep 1; done"));
        await host.WaitForLineAsync(id, line => line == "ready");

        await host.Provider.StopAsync(id, TimeSpan.FromMilliseconds(300), host.Soon);
        (await host.Provider.FindAsync(id, host.Soon))!.Exit!.Code.ShouldBe(137);
    }

    [Theory]
    [InlineData("")]
    [InlineData("; sleep 100")]
    public async Task What_has_left_the_tree_ends_with_it(string then)
    {
        await using var host = new SandboxHost();
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await host.StartAsync(host.Shell($"(setsid sh -c 'trap \"\" TERM HUP; sleep {mark}' > /dev/null 2>&1 &); while ! grep -q {mark} /proc/[0-9]*/cmdline; do sleep 0.02; done; echo ready {then}"));
        await host.WaitForLineAsync(id, line => line.StartsWith("ready", StringComparison.Ordinal));

        if (then.Length > 0) await host.Provider.StopAsync(id, TimeSpan.FromMilliseconds(100), host.Soon);
        await host.Provider.WaitForExitAsync(id, host.Soon);
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_Worker_finds_it_running_and_reads_on_without_a_line_lost_or_twice()
    {
        await using var host = new SandboxHost();
        var spec = host.Shell(Ticking);
        var id = await host.StartAsync(spec);
        var seen = (await host.WaitForLineAsync(id, line => line == "tick 20")).Seq;

        host.Provider.Dispose();
        host.Restart();
        var status = (await host.Provider.ListAsync(host.Soon)).ShouldHaveSingleItem();
        (status.Id, status.Labels, status.Running).ShouldBe((id, spec.Labels, true));
        await host.WaitForLineAsync(id, line => line == "tick 40", seen);
        await host.Provider.StopAsync(id, TimeSpan.FromSeconds(5), host.Soon);

        var rest = await host.ReadToEndAsync(id, seen);
        rest.Select(r => r.Text).ShouldBe(Enumerable.Range((int)seen + 1, rest.Count).Select(i => $"tick {i}"));
        rest.Select(r => r.Seq).ShouldBe(Enumerable.Range((int)seen + 1, rest.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task It_outlives_the_process_that_started_it_being_killed()
    {
        // A process between us and the shim stands for the Worker: it is the shim's parent, and is killed with all that can't escape it.
        await using var host = new SandboxHost();
        await host.Provider.ProbeAsync(host.Soon);
        var stand = Path.Combine(host.Root, "stand-in");
        await File.WriteAllTextAsync(stand, $"#!/bin/sh\nexec 3<&0\n{host.Options.ShimPath} <&3 &\necho $$ > {host.Root}/worker\nexec > /dev/null 3<&-\nwhile :; do sleep 1; done\n");
        Process.Start("chmod", ["755", stand]).WaitForExit();
        var shim = host.Options.ShimPath;
        host.Options.ShimPath = stand;
        var id = await host.StartAsync(host.Shell(Ticking));
        host.Options.ShimPath = shim;
        await host.WaitForLineAsync(id, line => line == "tick 5");

        Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(host.Root, "worker")))).Kill();
        host.Restart();
        var after = await host.WaitForLineAsync(id, line => line == "tick 50");
        after.Seq.ShouldBe(50);
        (await host.Provider.FindAsync(id, host.Soon))!.Running.ShouldBeTrue();
    }

    [Fact]
    public async Task A_supervisor_that_can_not_start_is_said_to_have_failed()
    {
        await using var host = new SandboxHost(o => o.ShimPath = "/bin/true");
        var spec = host.Shell("true");

        (await Should.ThrowAsync<SandboxException>(() => host.StartAsync(spec))).Code.ShouldBe("start_failed");
        Directory.Exists(host.StateOf(spec.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_supervisor_that_does_not_heed_a_cancellation_ends_with_all_that_it_began()
    {
        await using var host = new SandboxHost();
        await host.Provider.ProbeAsync(host.Soon);
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var deaf = Path.Combine(host.Root, "deaf");
        await File.WriteAllTextAsync(deaf, $"#!/bin/sh\ncat > /dev/null\nsetsid sleep {mark} &\nsh -c 'trap \"\" TERM HUP; sleep {mark}; true' &\nsleep {mark}\n");
        Process.Start("chmod", ["755", deaf]).WaitForExit();
        host.Options.ShimPath = deaf;
        using var stop = new CancellationTokenSource();
        var start = host.Provider.StartAsync(host.Shell("true"), stop.Token);
        await Eventually.BeTrueAsync(() => Task.FromResult(Traces.ProcessesWith($"sleep {mark}").Count >= 3), "it has begun");

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(start);
        Traces.ProcessesWith(mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_its_supervisor_is_killed_all_of_it_ends_and_nobody_knows_how()
    {
        await using var host = new SandboxHost();
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var spec = host.Shell($"echo ready; sleep {mark}");
        var id = await host.StartAsync(spec);
        await host.WaitForLineAsync(id, line => line == "ready");

        Process.GetProcessById(ShimPid(host, id)).Kill();
        (await host.Provider.WaitForExitAsync(id, host.Soon)).Code.ShouldBeNull();
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_has_got_the_pid_later_is_not_taken_for_it()
    {
        await using var host = new SandboxHost();
        using var someone = Process.Start("sleep", "100");
        var id = await EndedAsync(host, shim => shim["pid"] = someone.Id);

        await NobodyTakesItForTheShimAsync(host, id, someone);
    }

    [Fact]
    public async Task A_process_of_the_same_pid_and_start_in_another_boot_is_not_taken_for_it()
    {
        await using var host = new SandboxHost();
        using var someone = Process.Start("sleep", "100");
        var id = await EndedAsync(host, shim => (shim["pid"], shim["startTime"], shim["bootId"]) = (someone.Id, StartOf(someone.Id), $"{Guid.NewGuid()}"));

        await NobodyTakesItForTheShimAsync(host, id, someone);
    }

    [Fact]
    public async Task The_very_process_is_taken_for_it()
    {
        // What the tests beside this one rest on: these are the names that the record has, and nothing else tells the two apart.
        await using var host = new SandboxHost();
        using var someone = Process.Start("sleep", "100");
        var id = await EndedAsync(host, shim => (shim["pid"], shim["startTime"]) = (someone.Id, StartOf(someone.Id)));

        (await host.Restart().FindAsync(id, host.Soon))!.Running.ShouldBeTrue();
        someone.Kill();
    }

    [Fact]
    public async Task A_process_that_has_ended_and_that_nobody_has_buried_is_not_taken_for_a_live_one()
    {
        await using var host = new SandboxHost();
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 1 & echo $!; exec sleep 100"]) { RedirectStandardOutput = true })!;
        var zombie = int.Parse((await parent.StandardOutput.ReadLineAsync())!);
        var start = StartOf(zombie);
        await Eventually.BeTrueAsync(() => Task.FromResult(File.ReadAllText($"/proc/{zombie}/stat").Contains(") Z ", StringComparison.Ordinal)), "it has ended");
        var id = await EndedAsync(host, shim => (shim["pid"], shim["startTime"]) = (zombie, start));

        (await host.Restart().FindAsync(id, host.Soon))!.Exit.ShouldNotBeNull().Code.ShouldBeNull();
        Directory.Exists($"/proc/{zombie}").ShouldBeTrue();
        parent.Kill();
    }

    [Fact]
    public async Task Deleting_it_leaves_no_file_group_mount_or_process()
    {
        await using var host = new SandboxHost();
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await host.StartAsync(host.Shell($"echo ready; sleep {mark}") with { Listens = true });
        await host.WaitForLineAsync(id, line => line == "ready");
        Traces.ProcessesWith($"sleep {mark}").ShouldNotBeEmpty();
        var namespaces = new NamespaceWatch();
        namespaces.See(SandboxProcesses.Of(host.Options.DataDirectory, id));
        namespaces.Kinds.ShouldBe(["net", "mnt", "pid", "user"], ignoreOrder: true);
        namespaces.Left().ShouldContain(left => left.Contains($"sleep {mark}", StringComparison.Ordinal));

        await host.Provider.DeleteAsync(id, host.Soon);
        namespaces.Left().ShouldBeEmpty();
        await Traces.LoopDevicesAreGoneAsync(host.Root);
        Directory.Exists(host.StateOf(id)).ShouldBeFalse();
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
        Traces.MountsWith(host.Root).ShouldBeEmpty();
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
        (await host.Provider.FindAsync(id, host.Soon)).ShouldBeNull();
        await host.Provider.DeleteAsync(id, host.Soon);
    }

    [Fact]
    public async Task What_a_killed_Worker_had_begun_is_ended_by_the_next()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("true"));
        await host.Provider.WaitForExitAsync(id, host.Soon);

        // As if it had died right after it wrote the record, before any shim was there.
        var record = Path.Combine(host.StateOf(id), "sandbox.json");
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record)).Replace($"\"pid\":{Environment.ProcessId}", "\"pid\":4194304", StringComparison.Ordinal));
        foreach (var file in (string[])["shim.json", "exit.json"]) File.Delete(Path.Combine(host.StateOf(id), file));

        (await host.Restart().FindAsync(id, host.Soon))!.Exit.ShouldNotBeNull().Code.ShouldBeNull();
    }

    /// <summary>A sandbox that has ended without a word of it, and whose record of its shim is changed.</summary>
    private static async Task<Guid> EndedAsync(SandboxHost host, Action<JsonNode> change)
    {
        var id = await host.StartAsync(host.Shell("true"));
        await host.Provider.WaitForExitAsync(id, host.Soon);
        var file = Path.Combine(host.StateOf(id), "shim.json");
        var state = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        change(state["shim"]!);
        await File.WriteAllTextAsync(file, state.ToJsonString());
        File.Delete(Path.Combine(host.StateOf(id), "exit.json"));
        return id;
    }

    private static async Task NobodyTakesItForTheShimAsync(SandboxHost host, Guid id, Process someone)
    {
        var other = host.Restart();
        (await other.FindAsync(id, host.Soon))!.Exit.ShouldNotBeNull().Code.ShouldBeNull();
        await other.DeleteAsync(id, host.Soon);
        someone.HasExited.ShouldBeFalse();
        someone.Kill();
    }

    /// <summary>In ticks since the boot.</summary>
    private static ulong StartOf(int pid) => ulong.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[19]);

    private static int ShimPid(SandboxHost host, Guid id)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(host.StateOf(id), "shim.json")));
        return state.RootElement.GetProperty("shim").GetProperty("pid").GetInt32();
    }

    [Fact, Trait("Needs", "root")]
    public async Task No_sandbox_gets_the_uid_of_one_that_runs_when_the_counter_is_lost()
    {
        await using var host = new SandboxHost();
        var uids = new List<string>();
        for (var start = 0; start < 3; start++)
        {
            var id = await host.StartAsync(host.Shell("sleep 1000"));
            uids.Add(File.ReadLines($"/proc/{host.InitOf(id)}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)));
            File.WriteAllText(Path.Combine(host.Options.DataDirectory, "next-uid"), "");
        }

        uids.Distinct().Count().ShouldBe(3);
    }
}
