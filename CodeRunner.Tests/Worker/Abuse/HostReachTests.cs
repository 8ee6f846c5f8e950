using CodeRunner.Tests.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Looks for the host and for other projects.</summary>
public sealed class HostReachTests
{
    [Fact]
    public async Task The_hosts_files_are_not_there()
    {
        string[] paths =
        [
            "/etc/shadow", "/etc/ssh", "/root", "/home", "/var", "/run", "/boot", "/sys", "/sys/fs/cgroup", "/sys/kernel/debug", "/dev/mem", "/dev/kmsg", "/dev/loop0",
            "/dev/loop-control", "/dev/fuse", "/dev/kvm", "/dev/vda", "/dev/sda", "/dev/net/tun",
        ];
        await using var host = new SandboxHost();
        (await host.RunAsync($"for p in {string.Join(' ', paths)}; do ls -d $p; done 2> /dev/null; echo end")).Output.ShouldBe(["end"]);
    }

    [Fact]
    public async Task What_the_kernel_tells_of_others_is_not_told()
    {
        string[] names = ["keys", "key-users", "timer_list", "kallsyms", "kcore", "sched_debug", "kmsg", "1/mem", "slabinfo", "vmallocinfo", "kpagecount", "kpageflags"];
        await using var host = new SandboxHost();
        var run = await host.RunAsync($"for p in {string.Join(' ', names)}; do echo $p $(head -c 100 /proc/$p 2> /dev/null | wc -c); done");
        run.Output.ShouldBe(names.Select(name => $"{name} 0"));
    }

    [Fact]
    public async Task Nothing_of_the_kernel_or_the_system_is_written()
    {
        string[] paths =
        [
            "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/proc/1/oom_score_adj_",
            "/sys/fs/cgroup/memory/cgroup.procs", "/usr/bin/sh", "/etc/passwd", "/dev/new", "/new",
        ];
        await using var host = new SandboxHost();
        (await host.RunAsync($"for p in {string.Join(' ', paths)}; do (echo 1 > $p) 2> /dev/null && echo $p; done; echo end")).Output.ShouldBe(["end"]);
    }

    [Fact]
    public async Task Another_apps_environment_and_files_can_not_be_found_by_any_pid()
    {
        await using var host = new SandboxHost();
        var secret = Guid.NewGuid().ToString("N");
        var neighbour = await host.StartAsync(host.Shell("echo $SECRET > note; echo ready; sleep 1000") with { Environment = new Dictionary<string, string> { ["SECRET"] = secret } });
        await host.WaitForLineAsync(neighbour, line => line == "ready");

        var run = await host.RunAsync(host.Python($"""
            seen = []
            for pid in list(range(1, 2000)) + [{host.InitOf(neighbour)}, {Environment.ProcessId}]:
                for what in ('environ', 'cmdline', 'root/app/note', 'cwd/note'):
                    try:
                        if '{secret[..16]}' + '{secret[16..]}' in open('/proc/%d/%s' % (pid, what), errors='replace').read() and pid != os.getpid(): seen.append((pid, what))
                    except OSError: pass
            say(seen, sorted(int(p) for p in os.listdir('/proc') if p.isdigit())[-1] < 10)
            """));
        run.Output.ShouldBe(["[] True"], string.Join('\n', run.Errors));
    }

    [Fact]
    public async Task Its_namespaces_are_its_own()
    {
        await using var host = new SandboxHost();
        var (first, second) = (await host.StartAsync(host.Shell("sleep 1000")), await host.StartAsync(host.Shell("sleep 1000")));
        foreach (var name in (string[])["user", "mnt", "pid", "ipc", "uts", "cgroup", "net"])
        {
            var own = Directory.ResolveLinkTarget($"/proc/self/ns/{name}", false)!.Name;
            string[] seen = [own, .. new[] { first, second }.Select(id => new FileInfo($"/proc/{host.InitOf(id)}/ns/{name}").LinkTarget!)];
            seen.Distinct().Count().ShouldBe(3, $"{name}: {string.Join(' ', seen)}");
        }
    }

    [Fact, Trait("Needs", "root")]
    public async Task No_process_of_it_is_the_hosts_root_has_a_capability_or_may_gain_one()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("sleep 1000 & echo ready; wait"));
        await host.WaitForLineAsync(id, line => line == "ready");
        var processes = Descendants(host.InitOf(id)).ToList();

        processes.Count.ShouldBe(3);
        foreach (var status in processes.Select(pid => File.ReadAllLines($"/proc/{pid}/status")))
        {
            Value(status, "Uid").Split('\t').ShouldAllBe(uid => uid != "0" && long.Parse(uid) >= host.Options.UidBase);
            Value(status, "Gid").Split('\t').ShouldAllBe(gid => long.Parse(gid) >= host.Options.UidBase);
            foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
                Value(status, set).Trim('0').ShouldBeEmpty(set);
            Value(status, "NoNewPrivs").ShouldBe("1");
            Value(status, "Seccomp").ShouldBe("2");
            Value(status, "Groups").Trim().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task It_has_no_descriptor_of_ours_no_core_file_and_bounds_on_what_no_group_counts()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync(host.Python("""
            import resource
            for fd in sorted(os.listdir('/proc/self/fd'), key=int):
                try: say(fd, os.readlink('/proc/self/fd/' + fd).split(':')[0])
                except OSError: pass
            say(*[resource.getrlimit(r)[1] for r in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)])
            say(resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] <= 8 << 20, resource.getrlimit(resource.RLIMIT_MSGQUEUE)[1] <= 800 << 10, resource.getrlimit(resource.RLIMIT_SIGPENDING)[1] <= 4096)
            """));

        run.Output.ShouldBe(["0 /dev/null", "1 pipe", "2 pipe", $"1 {host.Options.OpenFiles}", "True True True"]);
    }

    private static IEnumerable<int> Descendants(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(c => Descendants(int.Parse(c))).Prepend(pid);

    private static string Value(string[] status, string name) => status.Single(line => line.StartsWith($"{name}:\t", StringComparison.Ordinal))[(name.Length + 2)..];
}
