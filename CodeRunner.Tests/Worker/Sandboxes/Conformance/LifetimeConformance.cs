using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class LifetimeConformance
{
    private const string Ticking = "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.02; done";

    [Theory, EveryProvider]
    public async Task A_stop_lets_the_app_end_in_its_own_way(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        await lab.WaitForLineAsync(id, "ready");

        await lab.Provider.StopAsync(id, TimeSpan.FromSeconds(30), lab.Soon);
        (await lab.ReadToEndAsync(id)).Select(r => r.Text).ShouldBe(["ready", "bye"]);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Exit!.Code.ShouldBe(3);
    }

    [Theory, EveryProvider]
    public async Task An_app_that_knows_nothing_of_signals_ends_when_asked(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync(lab.Spec("/bin/sleep", "1000"));

        await lab.Provider.StopAsync(id, TimeSpan.FromSeconds(60), lab.Soon);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Exit!.Code.ShouldBe(143);
    }

    [Theory, EveryProvider]
    public async Task An_app_that_ignores_the_request_is_killed_after_the_grace(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("trap '' TERM; echo ready; while :; do sleep 1; done");
        await lab.WaitForLineAsync(id, "ready");

        await lab.Provider.StopAsync(id, TimeSpan.FromMilliseconds(300), lab.Soon);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Exit!.Code.ShouldBe(137);
    }

    [Theory, EveryProvider]
    public async Task Stop_and_delete_may_be_repeated_and_take_unknown_ids(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("exit 4");
        await lab.Provider.WaitForExitAsync(id, lab.Soon);

        for (var again = 0; again < 2; again++) await lab.Provider.StopAsync(id, TimeSpan.FromSeconds(5), lab.Soon);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Exit!.Code.ShouldBe(4);
        foreach (var any in (Guid[])[id, id, Guid.NewGuid()])
        {
            await lab.Provider.DeleteAsync(any, lab.Soon);
            await lab.Provider.StopAsync(any, TimeSpan.Zero, lab.Soon);
            (await lab.Provider.FindAsync(any, lab.Soon)).ShouldBeNull();
            (await lab.Provider.ReadAsync(any, lab.Soon)).ShouldBeNull();
            (await lab.Provider.WaitForExitAsync(any, lab.Soon)).Code.ShouldBeNull();
            await lab.Provider.AcknowledgeOutputAsync(any, 1, lab.Soon);
            (await lab.ReadToEndAsync(any)).ShouldBeEmpty();
        }
    }

    [Theory, EveryProvider("", "; sleep 100")]
    public async Task What_has_left_the_tree_ends_with_it(string kind, string then)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await lab.StartAsync($"(setsid sh -c 'trap \"\" TERM HUP; sleep {mark}' > /dev/null 2>&1 &); while ! grep -q {mark} /proc/[0-9]*/cmdline; do sleep 0.02; done; echo ready {then}");
        await lab.WaitForLineAsync(id, line => line.StartsWith("ready", StringComparison.Ordinal));

        if (then.Length > 0) await lab.Provider.StopAsync(id, TimeSpan.FromMilliseconds(100), lab.Soon);
        await lab.Provider.WaitForExitAsync(id, lab.Soon);
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
    }

    [Theory, EveryProvider]
    public async Task Another_Worker_finds_it_with_its_labels_and_reads_on_without_a_line_lost_or_twice(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Shell(Ticking) with { Listens = true };
        var id = await lab.StartAsync(spec);
        var seen = (await lab.WaitForLineAsync(id, "tick 20")).Seq;

        await lab.RestartAsync();
        var status = (await lab.Provider.ListAsync(lab.Soon)).ShouldHaveSingleItem();
        (status.Id, status.Labels, status.Purpose, status.Running).ShouldBe((id, spec.Labels, spec.Purpose, true));
        status.Port.ShouldNotBeNull();
        await lab.WaitForLineAsync(id, line => line == "tick 40", seen);
        await lab.Provider.StopAsync(id, TimeSpan.FromSeconds(5), lab.Soon);

        var rest = await lab.ReadToEndAsync(id, seen);
        rest.Select(r => r.Text).ShouldBe(Enumerable.Range((int)seen + 1, rest.Count).Select(i => $"tick {i}"));
        rest.Select(r => r.Seq).ShouldBe(Enumerable.Range((int)seen + 1, rest.Count).Select(i => (long)i));
    }

    [Theory, EveryProvider]
    public async Task What_one_Worker_stops_and_deletes_is_gone_for_another(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var first = lab.Provider;
        var second = await lab.AddWorkerAsync();
        var spec = lab.Shell("echo ready; sleep 100");
        await first.StartAsync(spec, lab.Soon);
        var end = first.WaitForExitAsync(spec.Id, lab.Soon);

        await second.DeleteAsync(spec.Id, lab.Soon);
        await end;
        (await first.FindAsync(spec.Id, lab.Soon)).ShouldBeNull();
        (await first.ListAsync(lab.Soon)).ShouldBeEmpty();
    }

    [Theory, EveryProvider(NotOnSwarm = "No process of the Worker's machine stands by a task that could be killed with it.")]
    public async Task It_outlives_the_process_that_started_it_being_killed(string kind)
    {
        // A process between us and the shim stands for the Worker: it is the shim's parent, and is killed with all that can't escape it.
        await using var lab = await Lab.OpenAsync(kind);
        var stand = Path.Combine(lab.Root, "stand-in");
        var shim = lab.Options.ShimPath;
        await File.WriteAllTextAsync(stand, $"#!/bin/sh\nexec 3<&0\n{shim} <&3 &\necho $$ > {lab.Root}/worker\nexec > /dev/null 3<&-\nwhile :; do sleep 1; done\n");
        using (var chmod = Process.Start("chmod", ["755", stand])) await chmod.WaitForExitAsync();
        var id = await lab.StartWithShimAsync(lab.Shell(Ticking), stand);
        await lab.WaitForLineAsync(id, "tick 5");

        Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(lab.Root, "worker")))).Kill();
        await lab.RestartAsync();
        (await lab.WaitForLineAsync(id, "tick 50")).Seq.ShouldBe(50);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Running.ShouldBeTrue();
    }

    [Theory, EveryProvider(NotOnSwarm = "No process of the Worker's machine stands by a task that could watch a directory."), Trait("Needs", "root")]
    public async Task It_starts_and_is_stopped_where_the_kernel_watches_no_more_directories(string kind)
    {
        // In a user namespace of its own with all the uids of this one: its limits are its own too, and nobody else's are touched. No disk can be mounted there.
        await using var lab = await Lab.OpenAsync(kind, o => o.Disks = false);
        var without = Path.Combine(lab.Root, "without-watches");
        var (shim, asks, goes) = (lab.Options.ShimPath, Path.Combine(lab.Root, "asks"), Path.Combine(lab.Root, "goes"));
        await File.WriteAllTextAsync(without, $"""
            #!/bin/sh
            exec 3<&0
            mkfifo {asks} {goes}
            unshare --user sh -c 'echo > {asks}; read -r _ < {goes}; exec sh -c "echo 0 > /proc/sys/user/max_inotify_instances && exec {shim}"' <&3 &
            read -r _ < {asks}
            for map in uid_map gid_map; do echo 0 0 4294967295 > /proc/$!/$map; done
            echo > {goes}
            exec > /dev/null 3<&-
            wait
            """);
        using (var chmod = Process.Start("chmod", ["755", without])) await chmod.WaitForExitAsync();
        var id = await lab.StartWithShimAsync(lab.Shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"), without);
        await lab.WaitForLineAsync(id, "ready");

        await lab.Provider.StopAsync(id, TimeSpan.FromSeconds(30), lab.Soon);
        (await lab.ReadToEndAsync(id)).Select(r => r.Text).ShouldBe(["ready", "bye"]);
        (await lab.Provider.FindAsync(id, lab.Soon))!.Exit!.Code.ShouldBe(3);
    }

    [Theory, EveryProvider(NotOnSwarm = "The supervisor of a task is its own first process: it ends with it, and the engine sees how.")]
    public async Task When_its_supervisor_is_killed_all_of_it_ends_and_nobody_knows_how(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await lab.StartAsync($"(setsid sleep {mark} &); echo ready; sleep {mark}");
        await lab.WaitForLineAsync(id, "ready");

        Process.GetProcessById(ShimPid(lab, id)).Kill();
        (await lab.Provider.WaitForExitAsync(id, lab.Soon)).Code.ShouldBeNull();
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
        await lab.Provider.DeleteAsync(id, lab.Soon);
        await LeftAsync(lab, id);
    }

    [Theory, EveryProvider]
    public async Task Deleting_it_leaves_nothing(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await lab.StartAsync(lab.Shell($"echo ready; sleep {mark}") with { Listens = true });
        await lab.WaitForLineAsync(id, "ready");
        await Eventually.BeTrueAsync(() => Task.FromResult(Traces.ProcessesWith($"sleep {mark}").Count > 0), "it sleeps, a moment after it said so");

        await lab.Provider.DeleteAsync(id, lab.Soon);
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
        (await lab.Provider.FindAsync(id, lab.Soon)).ShouldBeNull();
        await LeftAsync(lab, id);
    }

    [Theory, EveryProvider]
    public async Task A_start_that_is_cancelled_leaves_nothing(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        foreach (var delay in (int[])[0, 5, 20, 60])
        {
            using var stop = new CancellationTokenSource(delay);
            var spec = lab.Spec("/bin/sleep", mark);
            try
            {
                await lab.Provider.StartAsync(spec, stop.Token);
                await lab.Provider.DeleteAsync(spec.Id, lab.Soon);
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }

            Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
            await LeftAsync(lab, spec.Id);
        }
    }

    private static async Task LeftAsync(Lab lab, Guid id)
    {
        Directory.Exists(lab.StateOf(id)).ShouldBeFalse();
        var ports = Path.Combine(lab.Options.DataDirectory, "ports");
        if (Directory.Exists(ports)) Directory.EnumerateFiles(ports).ShouldBeEmpty();
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
        Traces.MountsWith(lab.Root).ShouldBeEmpty();
        if (lab.Kind.Inspected is { } engine) (await engine.NamesAsync()).ShouldNotContain(name => name.Contains($"{id:N}", StringComparison.Ordinal));
    }

    private static int ShimPid(Lab lab, Guid id)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(lab.StateOf(id), "shim.json")));
        return state.RootElement.GetProperty("shim").GetProperty("pid").GetInt32();
    }
}
