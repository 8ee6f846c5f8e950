using System.Diagnostics;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Metering;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What is made of the kernel's words about a sandbox.</summary>
public sealed class MeteringTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-test-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Traffic_is_that_of_all_interfaces_but_the_loopback()
    {
        var text = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 7000000     500    0    0    0     0          0         0  7000000     500    0    0    0     0       0          0
              tap0:    1200      10    0    0    0     0          0         0      340       4    0    0    0     0       0          0
              eth0:5000000000    10    0    0    0     0          0         0 6000000000     4    0    0    0     0       0          0

            """;

        NetworkMeter.Sum(System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe((5_000_001_200, 6_000_000_340));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eth0:")]
    [InlineData("eth0: 1 2")]
    [InlineData("eth0: x y z")]
    public void What_is_no_such_table_is_no_traffic(string text) => NetworkMeter.Sum(System.Text.Encoding.ASCII.GetBytes(text)).Sent.ShouldBe(0);

    [Fact]
    public void The_groups_of_a_process_are_found_in_either_version_and_in_both_at_once()
    {
        string[] lines = ["12:memory:/docker/a", "7:cpu,cpuacct:/docker/b", "3:name=systemd:/docker/c", "0::/system.slice/d", "garbage"];
        var legacy = new Dictionary<string, string> { ["memory"] = "/cg/memory", ["cpu"] = "/cg/cpu,cpuacct", ["cpuacct"] = "/cg/cpu,cpuacct" };

        ProcessGroups.Parse(lines, new GroupHierarchies(null, legacy)).Directories.ShouldBe(
            new Dictionary<string, string> { ["memory"] = "/cg/memory/docker/a", ["cpu"] = "/cg/cpu,cpuacct/docker/b", ["cpuacct"] = "/cg/cpu,cpuacct/docker/b" }, ignoreOrder: true);
        var unified = ProcessGroups.Parse(lines, new GroupHierarchies("/cg", new Dictionary<string, string>())).Directories;
        unified.Keys.ShouldBe(["memory", "cpu", "pids"], ignoreOrder: true);
        unified.Values.ShouldAllBe(place => place == "/cg/system.slice/d");
        ProcessGroups.Parse(lines, new GroupHierarchies("/cg/unified", legacy)).Directories["memory"].ShouldBe("/cg/memory/docker/a", "version 1 has it");
    }

    [Fact]
    public void Groups_of_version_2_are_read_again_and_again()
    {
        Write("cpu.stat", "usage_usec 1234\nuser_usec 1000\n");
        Write("memory.current", "5000\n");
        Write("memory.stat", "anon 1\ninactive_file 2000\n");
        Write("pids.current", "7\n");
        using var meter = GroupMeter.Open(Groups("cpu", "memory", "pids"), ownProcesses: 2);

        (meter.ReadCpu(), meter.ReadMemory(), meter.ReadPids()).ShouldBe((1234, 3000, 5));
        Write("cpu.stat", "usage_usec 99999\n");
        meter.ReadCpu().ShouldBe(99_999);
    }

    [Fact]
    public void Groups_of_version_1_count_nanoseconds_and_what_their_children_have()
    {
        Write("cpuacct.usage", "1234567\n");
        Write("memory.usage_in_bytes", "5000\n");
        Write("memory.stat", "inactive_file 1\ntotal_inactive_file 2000\n");
        using var meter = GroupMeter.Open(Groups("cpu", "cpuacct", "memory"), ownProcesses: 2);

        (meter.ReadCpu(), meter.ReadMemory(), meter.ReadPids()).ShouldBe((1234, 3000, null));
    }

    [Fact]
    public void A_process_is_read_behind_its_name_whatever_that_is()
    {
        var stat = $"42 (a) R 9 9 9 (x)) S 1 42 42 0 -1 4194560 100 0 0 0 30 12 5 3 20 0 1 0 555 10000000 {256} 18446744073709551615 0";

        var tree = default(ProcessTree).And(stat).And(stat);
        (tree.CpuMicroseconds, tree.MemoryBytes, tree.Processes).ShouldBe((2 * 50 * 10_000, 2L * 256 * Environment.SystemPageSize, 2));
    }

    [Fact]
    public async Task A_tree_of_processes_is_measured_until_its_first_has_ended()
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 1000 & sleep 1000 & echo ready; wait"]) { RedirectStandardOutput = true })!;
        try
        {
            await shell.StandardOutput.ReadLineAsync();
            using var meter = new TreeMeter(ProcessIdentity.Of(shell.Id)!, ownProcesses: 1, null);
            meter.TryRead(out var reading).ShouldBeTrue();
            (reading.Pids, reading.MemoryBytes > 100_000, reading.DiskBytes, reading.SentBytes).ShouldBe((2, true, null, null));
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync();
            meter.TryRead(out _).ShouldBeFalse();
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    private SandboxGroups Groups(params string[] controllers) => new(controllers.ToDictionary(each => each, _ => directory));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
}
