using CodeRunner.Tests.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Looks for the host and for other projects.</summary>
public sealed class HostReachTests
{
    [Theory]
    [InlineData("/etc/shadow")]
    [InlineData("/etc/ssh")]
    [InlineData("/root")]
    [InlineData("/home")]
    [InlineData("/var")]
    [InlineData("/run")]
    [InlineData("/boot")]
    [InlineData("/sys")]
    [InlineData("/sys/fs/cgroup")]
    [InlineData("/sys/kernel/debug")]
    [InlineData("/dev/mem")]
    [InlineData("/dev/kmsg")]
    [InlineData("/dev/loop0")]
    [InlineData("/dev/loop-control")]
    [InlineData("/dev/fuse")]
    [InlineData("/dev/kvm")]
    [InlineData("/dev/vda")]
    [InlineData("/dev/net/tun")]
    public async Task The_hosts_files_are_not_there(string path)
    {
        await using var host = new SandboxHost();
        (await host.RunAsync($"ls -d {path} && echo there")).Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/proc/keys")]
    [InlineData("/proc/key-users")]
    [InlineData("/proc/timer_list")]
    [InlineData("/proc/kallsyms")]
    [InlineData("/proc/kcore")]
    [InlineData("/proc/sched_debug")]
    [InlineData("/proc/kmsg")]
    [InlineData("/proc/1/mem")]
    [InlineData("/proc/slabinfo")]
    [InlineData("/proc/vmallocinfo")]
    [InlineData("/proc/kpagecount")]
    public async Task What_the_kernel_tells_of_others_is_not_told(string path)
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync($"head -c 100 {path} | wc -c");
        run.Output.ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/vm/drop_caches")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/irq/default_smp_affinity")]
    [InlineData("/proc/self/oom_adj_of_1/../../1/oom_score_adj")]
    [InlineData("/sys/fs/cgroup/memory/cgroup.procs")]
    [InlineData("/usr/bin/sh")]
    [InlineData("/etc/passwd")]
    public async Task Nothing_of_the_kernel_or_the_system_is_written(string path)
    {
        await using var host = new SandboxHost();
        (await host.RunAsync($"echo 1 > {path} && echo written")).Output.ShouldBeEmpty();
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
        foreach (var name in (string[])["user", "mnt", "pid", "ipc", "uts", "cgroup"])
        {
            var own = Directory.ResolveLinkTarget($"/proc/self/ns/{name}", false)!.Name;
            string[] seen = [own, .. new[] { first, second }.Select(id => new FileInfo($"/proc/{host.InitOf(id)}/ns/{name}").LinkTarget!)];
            seen.Distinct().Count().ShouldBe(3, $"{name}: {string.Join(' ', seen)}");
        }
    }

    [Fact]
    public async Task No_process_of_it_is_the_hosts_root_has_a_capability_or_may_gain_one()
    {
        if (!Environment.IsPrivilegedProcess) return;
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
