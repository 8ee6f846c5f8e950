using System.Text;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class IsolationConformance
{
    [Theory, EveryProvider]
    public async Task A_secret_is_in_no_command_line_on_no_disk_and_not_known_to_the_engine(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var secret = Guid.NewGuid().ToString("N");
        var id = await lab.StartAsync(lab.Shell("echo ${#SECRET}; sleep 100; exit 1") with { Environment = new Dictionary<string, string> { ["SECRET"] = secret } });
        (await lab.WaitForLineAsync(id, _ => true)).Text.ShouldBe("32");

        Traces.ProcessesWith(secret).ShouldBeEmpty();
        var files = Directory.EnumerateFiles(lab.Root, "*", SearchOption.AllDirectories).Concat(lab.Kind.Inspected?.Files() ?? []);
        foreach (var file in files.Where(f => new FileInfo(f) is { Exists: true, Length: > 0 and < 1 << 20 })) TryRead(file).ShouldNotContain(secret, Case.Sensitive, file);
        if (lab.Kind.Inspected is { } engine) (await engine.InspectAsync(id)).ShouldNotContain(secret);
    }

    [Theory, EveryProvider(Isolating = true)]
    public async Task The_host_sees_a_uid_of_its_own_and_never_0(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var marks = Enumerable.Range(0, 2).Select(_ => $"100{Random.Shared.NextInt64(1_000_000_000)}").ToList();
        foreach (var mark in marks) await lab.StartAsync(lab.Spec("/bin/sleep", mark));

        while (marks.Any(mark => Traces.UidsOf($"sleep {mark}").Count == 0)) await Task.Delay(20, lab.Soon);
        var uids = marks.Select(mark => Traces.UidsOf($"sleep {mark}").ShouldHaveSingleItem()).ToList();
        uids.ShouldNotContain(0u);
        if (Environment.IsPrivilegedProcess) uids[0].ShouldNotBe(uids[1]);
    }

    [Theory, EveryProvider(Isolating = true)]
    public async Task It_has_no_capability_no_way_to_gain_one_and_a_filter_on_system_calls(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync("cat /proc/self/status");

        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) run.Output.ShouldContain($"{set}:\t0000000000000000");
        run.Output.ShouldContain("NoNewPrivs:\t1");
        run.Output.ShouldContain("Seccomp:\t2");
    }

    [Theory, EveryProvider(
        "echo x > /usr/x", "echo x > /etc/x", "echo x > /x", "echo x > /proc/sys/kernel/core_pattern", "echo x > /proc/sysrq-trigger", "grep . /proc/keys",
        "unshare -U true", "unshare -m true", "mount -t tmpfs none /tmp", "chroot / true", "cat /dev/mem", "mknod /tmp/d c 1 1", "kill -9 1 && sleep 0.2 && ! kill -0 1",
        "mkdir /sys/fs/cgroup/x", "ls /root/.ssh", "cat /etc/shadow", Isolating = true)]
    public async Task What_it_has_no_business_with_is_refused(string kind, string command)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync($"({command}) && echo done");

        run.Output.ShouldNotContain("done");
        run.Exit.Code.ShouldNotBe(0);
    }

    /// <summary>bubblewrap's first process has the app's own filter; a container's has not.</summary>
    [Theory, EveryProvider(Engined = true), Trait("Needs", "root")]
    public async Task Its_first_process_is_closed_to_it(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        (await lab.RunAsync("true < /proc/1/mem && echo read; true 3<> /proc/1/mem && echo written; grep Seccomp: /proc/1/status")).Output.ShouldBe(["Seccomp:\t2"]);
    }

    [Theory, EveryProvider(Isolating = true)]
    public async Task It_sees_no_process_of_others_and_no_file_of_the_platforms(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var neighbour = await lab.StartAsync("echo mine > note; echo ready; sleep 100");
        await lab.WaitForLineAsync(neighbour, "ready");

        var run = await lab.RunAsync($"ls -d /proc/[0-9]*; ls {lab.Root}; ls {AppContext.BaseDirectory}; ls /var/run/docker.sock");
        run.Output.ShouldAllBe(line => line.StartsWith("/proc/", StringComparison.Ordinal));
        run.Output.Count.ShouldBeLessThanOrEqualTo(3);
        run.Errors.Count.ShouldBe(3);
    }

    [Theory, EveryProvider]
    public async Task Links_and_pipes_and_lent_identities_lead_out_of_no_copy(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var outside = lab.NewDirectory("outside");
        await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "secret");
        var spec = lab.Shell("ls; stat -c %a tool; echo changed > own");
        Directory.CreateDirectory(spec.AppDirectory);
        File.CreateSymbolicLink(Path.Combine(spec.AppDirectory, "link"), Path.Combine(outside, "secret"));
        await File.WriteAllTextAsync(Path.Combine(spec.AppDirectory, "tool"), "");
        using (var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"cd {spec.AppDirectory} && mkfifo pipe && chmod 6755 tool"])) await shell.WaitForExitAsync();

        (await lab.RunAsync(spec)).Output.ShouldBe(["link", "tool", "755"]);
        (await File.ReadAllTextAsync(Path.Combine(outside, "secret"))).ShouldBe("secret");
    }

    private static string TryRead(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
