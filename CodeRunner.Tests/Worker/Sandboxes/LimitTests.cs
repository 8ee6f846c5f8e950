using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class LimitTests
{
    [Fact]
    public async Task A_machine_says_which_limits_it_enforces_and_why_not_the_others()
    {
        await using var host = new SandboxHost();
        var can = await host.Provider.ProbeAsync(host.Soon);

        can.Provider.ShouldBe("bubblewrap");
        can.OwnHostUid.ShouldBe(Environment.IsPrivilegedProcess);
        foreach (var (enforced, word) in new[] { (can.MemoryLimit, "memory limit"), (can.CpuLimit, "CPU limit"), (can.PidsLimit, "number of processes limit"), (can.DiskLimit, "disk limit") })
            can.Missing.Any(m => m.Contains(word, StringComparison.Ordinal)).ShouldBe(!enforced, word);
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_memory_bomb_ends_and_is_called_one()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).MemoryLimit.ShouldBeTrue();
        var run = await host.RunAsync(host.Spec("/usr/bin/tail", "/dev/zero") with { Limits = new SandboxLimits(1, 48, 32, 64) });

        run.Exit.OutOfMemory.ShouldBeTrue();
        run.Exit.Code.ShouldBe(137);
    }

    [Fact]
    public async Task A_fork_bomb_stays_within_its_bound_and_is_gone_after_the_stop()
    {
        await using var host = new SandboxHost();
        var mark = $"bomb-{Guid.NewGuid():N}";
        var spec = host.Spec("/usr/bin/perl", "-e", $"$| = 1; $0 = '{mark}'; for (1..40) {{ fork // do {{ print \"full\\n\"; sleep 1000 }} }} sleep 1000") with { Limits = new SandboxLimits(0.5, 128, 24, 64) };
        var id = await host.StartAsync(spec);
        await host.WaitForLineAsync(id, line => line == "full");

        (await host.Provider.ReadAsync(id, host.Soon)).ShouldNotBeNull().Pids!.Value.ShouldBeInRange(2, 24);
        await host.Provider.StopAsync(id, TimeSpan.FromMilliseconds(100), host.Soon);
        Traces.ProcessesWith(mark).ShouldBeEmpty();
        (await host.Provider.ReadAsync(id, host.Soon)).ShouldBeNull();
    }

    [Fact]
    public async Task What_it_uses_is_measured()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo busy; sleep 100"));
        await host.WaitForLineAsync(id, line => line == "busy");

        var usage = (await host.Provider.ReadAsync(id, host.Soon)).ShouldNotBeNull();
        usage.CpuMicroseconds!.Value.ShouldBeGreaterThan(0);
        usage.MemoryBytes!.Value.ShouldBeInRange(50_000, 256L << 20);
        usage.Pids!.Value.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Files_that_do_not_fit_are_refused()
    {
        await using var host = new SandboxHost();
        var spec = host.Shell("true") with { Limits = new SandboxLimits(1, 64, 32, 1) };
        await File.WriteAllBytesAsync(Path.Combine(spec.AppDirectory, "large"), new byte[2 << 20]);

        (await Should.ThrowAsync<SandboxException>(() => host.StartAsync(spec))).Code.ShouldBe("disk_limit");
        Directory.Exists(host.StateOf(spec.Id)).ShouldBeFalse();
    }
}
