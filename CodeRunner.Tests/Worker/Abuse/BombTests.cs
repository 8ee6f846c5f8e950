using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Each eats all that it can get of one thing, and a neighbour does not mind.</summary>
public sealed class BombTests(ITestOutputHelper output)
{
    private static readonly SandboxLimits Small = new(0.5, 96, 32, 32);

    [Fact]
    public async Task A_fork_bomb()
    {
        await using var host = new SandboxHost();
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, """
            def bomb():
                while True:
                    try:
                        if os.fork() == 0: continue
                    except OSError:
                        if os.getpid() == first: say('full')
                        time.sleep(0.01)
            first = os.getpid()
            bomb()
            """);
        await host.WaitForLineAsync(id, line => line == "full");

        await neighbour.ShouldNotMindAsync("fork bomb");
        (await host.Provider.ReadAsync(id, host.Soon)).ShouldNotBeNull().Pids!.Value.ShouldBeLessThanOrEqualTo(Small.Pids);
        await host.Provider.DeleteAsync(id, host.Soon);
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("memory", "blocks = []\nwhile True: blocks.append(bytearray(b'x' * (1 << 20)))")]
    [InlineData("tmp", "f = open('/tmp/bomb', 'wb')\nwhile True: f.write(b'x' * (1 << 20))")]
    [InlineData("shm", "f = open('/dev/shm/bomb', 'wb')\nwhile True: f.write(b'x' * (1 << 20))")]
    [InlineData("memfd", "f = os.memfd_create('bomb')\nwhile True: os.write(f, b'x' * (1 << 20))")]
    [InlineData("sysv", "for i in range(1000):\n    s = libc.shmget(0, ctypes.c_size_t(1 << 20), 0o1600)\n    libc.shmat.restype = ctypes.c_void_p\n    ctypes.memset(libc.shmat(s, None, 0), 1, 1 << 20)")]
    [InlineData("socket", "pairs = []\nwhile True:\n    a, b = socket.socketpair()\n    a.setblocking(False)\n    pairs.append((a, b))\n    try:\n        while True: a.send(b'x' * 65536)\n    except OSError: pass")]
    [Trait("Needs", "root")]
    public async Task A_memory_bomb_of_any_kind_is_charged_to_who_made_it(string kind, string script)
    {
        await using var host = new SandboxHost(o => o.TmpMb = 512);
        (await host.Provider.ProbeAsync(host.Soon)).MemoryLimit.ShouldBeTrue();
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, script);

        await neighbour.ShouldNotMindAsync($"{kind} bomb");
        (await host.Provider.WaitForExitAsync(id, host.Soon)).OutOfMemory.ShouldBeTrue();
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_full_disk_is_the_apps_own_and_it_got_all_that_it_was_promised()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, """
            f, written = open('bomb', 'wb', buffering=0), 0
            try:
                while True: written += f.write(b'x' * 65536)
            except OSError as e: say(errno.errorcode[e.errno], written)
            f.truncate(0)
            f.seek(0)
            try:
                while True: f.write(b'x' * 65536)
            except OSError as e: say('again', errno.errorcode[e.errno])
            time.sleep(1000)
            """);
        var first = (await host.WaitForLineAsync(id, line => line.StartsWith("ENOSPC", StringComparison.Ordinal))).Text;
        output.WriteLine($"a disk of {Small.DiskMb} MB: {first} bytes");

        long.Parse(first.Split(' ')[1]).ShouldBeInRange((long)Small.DiskMb << 20, (long)(Small.DiskMb + 8) << 20);
        await host.WaitForLineAsync(id, line => line == "again ENOSPC");
        await neighbour.ShouldNotMindAsync("full disk");
        new FileInfo(Path.Combine(host.StateOf(id), "disk")).Length.ShouldBeLessThan((long)Small.DiskMb * 2 << 20);
    }

    [Theory]
    [InlineData("/app", 4112)]
    [InlineData("/tmp", 2000)]
    [InlineData("/dev/shm", 2000)]
    [Trait("Needs", "root")]
    public async Task Files_without_end_are_bounded_wherever_they_are_made(string directory, int most)
    {
        await using var host = new SandboxHost(o => o.TmpInodes = 2000);
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, $"""
            made = 0
            try:
                while True:
                    os.close(os.open('{directory}/f%d' % made, os.O_CREAT))
                    made += 1
            except OSError as e: say(errno.errorcode[e.errno], made)
            time.sleep(1000)
            """);
        var said = (await host.WaitForLineAsync(id, _ => true)).Text.Split(' ');

        said[0].ShouldBe("ENOSPC");
        int.Parse(said[1]).ShouldBeInRange(most / 2, most);
        await neighbour.ShouldNotMindAsync($"files in {directory}");
    }

    [Fact]
    public async Task Descriptors_without_end()
    {
        await using var host = new SandboxHost(o => o.OpenFiles = 1000);
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, """
            opened = []
            try:
                while True: opened.append(os.open('/dev/null', os.O_RDONLY))
            except OSError as e: say(errno.errorcode[e.errno], len(opened))
            time.sleep(1000)
            """);
        (await host.WaitForLineAsync(id, _ => true)).Text.ShouldBe("EMFILE 997");
        await neighbour.ShouldNotMindAsync("descriptors");
    }

    [Fact]
    public async Task A_spin_on_every_core()
    {
        await using var host = new SandboxHost();
        var neighbour = await Neighbour.StartAsync(host, output);
        await ExplodeAsync(host, "for i in range(8):\n    if os.fork() == 0:\n        while True: pass\nsay('spinning')\ntime.sleep(1000)");

        await neighbour.ShouldNotMindAsync("CPU spin");
    }

    [Theory]
    [InlineData("lines", "while True: os.write(1, b'flood\\n' * 10000)")]
    [InlineData("one endless line", "while True: os.write(1, b'x' * 65536)")]
    [InlineData("both streams", "while True:\n    os.write(1, b'o\\n' * 20000)\n    os.write(2, b'e' * 65536)")]
    public async Task A_flood_of_output_is_kept_up_to_its_bound(string kind, string script)
    {
        await using var host = new SandboxHost(o => (o.SegmentBytes, o.OutputBytes) = (512 << 10, 2 << 20));
        var neighbour = await Neighbour.StartAsync(host, output);
        var id = await ExplodeAsync(host, script);

        await neighbour.ShouldNotMindAsync($"flood of {kind}");
        // A segment may go and another come while they are counted.
        Directory.EnumerateFiles(Path.Combine(host.StateOf(id), "output")).Select(f => new FileInfo(f)).Sum(f => f.Exists ? f.Length : 0)
            .ShouldBeLessThan((2 << 20) + (512 << 10) + (128 << 10));
        await host.Provider.StopAsync(id, TimeSpan.Zero, host.Soon);
        (await host.ReadToEndAsync(id)).Sum(r => r.LostBytes).ShouldBeGreaterThan(0);
    }

    private static Task<Guid> ExplodeAsync(SandboxHost host, string script) => host.StartAsync(host.Python(script) with { Limits = Small });
}
