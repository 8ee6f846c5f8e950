using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>Of each limit, exactly one of two holds: it is enforced, or the node says in words that it is not.</summary>
public sealed class LimitConformance
{
    [Theory, EveryProvider]
    public async Task The_memory_limit_ends_a_bomb_or_is_said_to_be_missing(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        if (await SaysMissingAsync(lab, c => c.MemoryLimit, "memory limit")) return;
        var run = await lab.RunAsync(lab.Spec("/usr/bin/tail", "/dev/zero") with { Limits = new SandboxLimits(1, 48, 32, 64) });

        var told = !(await lab.Provider.ProbeAsync(lab.Soon)).Missing.Any(m => m.Contains("for want of memory", StringComparison.Ordinal));
        run.Exit.OutOfMemory.ShouldBe(told);
        run.Exit.Code.ShouldBe(137);
    }

    [Theory, EveryProvider]
    public async Task The_CPU_limit_slows_a_spin_or_is_said_to_be_missing(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        if (await SaysMissingAsync(lab, c => c.CpuLimit, "CPU limit")) return;
        var id = await lab.StartAsync(lab.Shell("while :; do :; done & while :; do :; done") with { Limits = new SandboxLimits(0.2, 64, 32, 64) });
        var before = (await lab.Provider.ReadAsync(id, lab.Soon)).ShouldNotBeNull();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(3), lab.Soon);
        var after = (await lab.Provider.ReadAsync(id, lab.Soon)).ShouldNotBeNull();

        ((after.CpuMicroseconds!.Value - before.CpuMicroseconds!.Value) / clock.Elapsed.TotalMicroseconds).ShouldBeInRange(0.01, 0.4);
    }

    [Theory, EveryProvider]
    public async Task The_limit_of_processes_holds_a_fork_bomb_or_is_said_to_be_missing(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        if (await SaysMissingAsync(lab, c => c.PidsLimit, "number of processes limit")) return;
        var mark = $"100{Random.Shared.NextInt64(1_000_000_000)}";
        var id = await lab.StartAsync(lab.Shell($"(for i in $(seq 1 60); do sleep {mark} & done) 2> /dev/null; echo full; sleep {mark}; while :; do :; done") with { Limits = new SandboxLimits(1, 128, 24, 64) });
        await lab.WaitForLineAsync(id, "full");

        Traces.ProcessesWith($"sleep {mark}").Count.ShouldBeInRange(10, 32);
        (await lab.Provider.ReadAsync(id, lab.Soon)).ShouldNotBeNull().Pids!.Value.ShouldBeInRange(10, 32);
        await lab.Provider.StopAsync(id, TimeSpan.Zero, lab.Soon);
        Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
    }

    [Theory, EveryProvider]
    public async Task The_disk_limit_holds_what_is_written_or_ends_the_app_soon_and_that_is_said(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var measured = await SaysMissingAsync(lab, c => c.DiskLimit, "disk limit");
        var run = await lab.RunAsync(lab.Shell($"for i in 1 2 3 4 5; do head -c 8000000 /dev/zero > /app/large$i || exit 1; done; echo written{(measured ? "; sleep 1000" : "")}") with { Limits = new SandboxLimits(1, 64, 32, 16) });

        if (measured) run.Exit.OverDisk.ShouldBeTrue("what the kernel does not bound is measured");
        else run.Output.ShouldBeEmpty();
    }

    [Theory, EveryProvider]
    public async Task Files_that_do_not_fit_are_refused_at_once(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Shell("true") with { Limits = new SandboxLimits(1, 64, 32, 1) };
        await File.WriteAllBytesAsync(Path.Combine(spec.AppDirectory, "large"), new byte[2 << 20]);

        (await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(spec))).Code.ShouldBe("disk_limit");
        Directory.Exists(lab.StateOf(spec.Id)).ShouldBeFalse();
    }

    [Theory, EveryProvider(Isolating = true)]
    public async Task Locked_memory_pending_signals_and_message_queues_are_bounded(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var limits = (await lab.RunAsync("cat /proc/self/limits")).Output;

        foreach (var (name, most) in (ReadOnlySpan<(string, long)>)[("Max locked memory", 8 << 20), ("Max pending signals", 4096), ("Max msgqueue size", 800 << 10)])
        {
            var fields = limits.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var field in fields[..2]) long.Parse(field, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(0, most, name);
        }
    }

    [Theory, EveryProvider]
    public async Task What_it_uses_is_measured_while_it_runs(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo busy; sleep 100; exit 1");
        await lab.WaitForLineAsync(id, "busy");

        var usage = (await lab.Provider.ReadAsync(id, lab.Soon)).ShouldNotBeNull();
        usage.CpuMicroseconds!.Value.ShouldBeGreaterThan(0);
        usage.MemoryBytes!.Value.ShouldBeInRange(50_000, 256L << 20);
        usage.Pids!.Value.ShouldBeInRange(1, 2);
        await lab.Provider.StopAsync(id, TimeSpan.Zero, lab.Soon);
        (await lab.Provider.ReadAsync(id, lab.Soon)).ShouldBeNull();
    }

    private static async Task<bool> SaysMissingAsync(Lab lab, Func<SandboxCapabilities, bool> enforced, string word)
    {
        var can = await lab.Provider.ProbeAsync(lab.Soon);
        can.Provider.ShouldBe(lab.Provider.Name);
        can.Missing.Any(m => m.Contains(word, StringComparison.Ordinal)).ShouldBe(!enforced(can), $"{word}: {string.Join(' ', can.Missing)}");
        return !enforced(can);
    }
}
