using System.Text;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class IsolationTests
{
    [Fact]
    public async Task The_host_sees_a_uid_of_its_own_and_never_0()
    {
        await using var host = new SandboxHost();
        var first = await host.StartAsync(host.Shell("sleep 100"));
        var second = await host.StartAsync(host.Shell("sleep 100"));

        var uids = new[] { HostUid(host, first), HostUid(host, second) };
        uids.ShouldNotContain(0);
        if (Environment.IsPrivilegedProcess) uids[0].ShouldNotBe(uids[1]);
    }

    [Fact]
    public async Task It_has_no_capability_no_way_to_gain_one_and_a_filter_on_system_calls()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync("cat /proc/self/status");

        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) run.Output.ShouldContain($"{set}:\t0000000000000000");
        run.Output.ShouldContain("NoNewPrivs:\t1");
        run.Output.ShouldContain("Seccomp:\t2");
    }

    [Theory]
    [InlineData("cat /etc/shadow")]
    [InlineData("ls /root")]
    [InlineData("ls /home")]
    [InlineData("ls /sys/fs/cgroup")]
    [InlineData("echo x > /proc/sys/kernel/core_pattern")]
    [InlineData("echo x > /proc/sysrq-trigger")]
    [InlineData("echo x > /usr/x")]
    [InlineData("echo x > /etc/x")]
    [InlineData("echo x > /x")]
    [InlineData("mkdir /dev/x")]
    [InlineData("grep . /proc/keys")]
    [InlineData("unshare -U true")]
    [InlineData("unshare -m true")]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("chroot / true")]
    [InlineData("cat /dev/mem")]
    [InlineData("kill -9 1 && sleep 0.2 && ! kill -0 1")]
    public async Task What_it_has_no_business_with_is_refused(string command)
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync($"({command}) && echo done");

        run.Output.ShouldNotContain("done");
        run.Exit.Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task It_sees_neither_the_platforms_files_nor_another_sandboxs()
    {
        await using var host = new SandboxHost();
        var neighbour = await host.StartAsync(host.Shell("echo mine > note; echo ready; sleep 100"));
        await host.WaitForLineAsync(neighbour, line => line == "ready");
        File.Exists(Path.Combine(host.AppOf(neighbour), "note")).ShouldBeTrue();
        var there = Path.Combine(host.StateOf(neighbour), "app");

        var run = await host.RunAsync($"ls {there}; ls {host.Root}; ls /tmp /app; ls -d /proc/[0-9]*; ls {AppContext.BaseDirectory}");
        run.Output.ShouldAllBe(line => line.Length == 0 || line == "/tmp:" || line == "/app:" || line.StartsWith("/proc/", StringComparison.Ordinal));
        run.Output.Count(line => line.StartsWith("/proc/", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(3);
        run.Errors.Count.ShouldBe(3);
    }

    [Fact]
    public async Task No_descriptor_but_the_standard_ones_comes_with_it()
    {
        await using var host = new SandboxHost();
        (await host.RunAsync(host.Spec("/bin/ls", "/proc/self/fd"))).Output.ShouldBe(["0", "1", "2", "3"], "the last is that of ls itself");
    }

    [Fact]
    public async Task A_secret_is_in_no_command_line_and_on_no_disk()
    {
        await using var host = new SandboxHost();
        var secret = Guid.NewGuid().ToString("N");
        var id = await host.StartAsync(host.Shell("echo ${#SECRET}; sleep 100") with { Environment = new Dictionary<string, string> { ["SECRET"] = secret } });
        (await host.WaitForLineAsync(id, _ => true)).Text.ShouldBe("32");

        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1])))
            TryRead(Path.Combine(process, "cmdline")).ShouldNotContain(secret);
        foreach (var file in Directory.EnumerateFiles(host.Options.DataDirectory, "*", SearchOption.AllDirectories))
            FileSearch.Contains(file, Encoding.UTF8.GetBytes(secret)).ShouldBeFalse(file);
    }

    [Fact]
    public async Task A_variable_that_names_a_library_is_loaded_by_the_app_alone()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync(host.Shell("echo ran") with { Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = "/no/such/library.so" } });

        // The loader complains once for each program that it starts with the variable set: that is the shell, and not bubblewrap or setpriv.
        run.Output.ShouldBe(["ran"]);
        run.Errors.Count(e => e.Contains("/no/such/library.so", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static int HostUid(SandboxHost host, Guid id)
    {
        return int.Parse(File.ReadLines($"/proc/{host.InitOf(id)}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
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
