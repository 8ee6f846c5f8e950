using System.Diagnostics;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>Disks of sandboxes' own. Where the machine has none the node says so, and <see cref="MeasuredDiskTests"/> is what holds.</summary>
[Trait("Needs", "root")]
public sealed class DiskTests
{
    [Fact]
    public void The_whole_of_the_formatters_arguments() => string.Join(' ', DiskImages.Arguments("/image", DiskSize.For(100, 128))).ShouldBe(
        "-q -F -t ext4 -b 4096 -I 256 -N 12816 -m 0 -O ^has_journal,^resize_inode,^metadata_csum,^64bit,uninit_bg,dir_index,extent,flex_bg,sparse_super,large_file "
        + "-E lazy_itable_init=1,nodiscard -e remount-ro /image");

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public async Task An_app_gets_the_megabytes_and_the_files_of_its_limit(int megabytes)
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var run = await host.RunAsync(host.Spec("/usr/bin/stat", "--file-system", "--format=%a %S %d", "/app") with { Limits = new SandboxLimits(1, 64, 32, megabytes) });

        var said = run.Text.Split(' ').Select(long.Parse).ToArray();
        (said[0] * said[1]).ShouldBeInRange((long)megabytes << 20, (long)((megabytes * 1.02) + 2) << 20);
        said[2].ShouldBeInRange(Math.Max(1000, megabytes * 127), Math.Max(1200, megabytes * 129));
    }

    [Fact]
    public async Task Sixty_four_at_once_have_each_their_own_and_nothing_is_left_of_them()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => host.StartAsync(host.Shell($"echo {i} > mine; sleep 1000") with { Limits = new SandboxLimits(1, 32, 8, 4) })));

        LoopDevicesOf(host).Count.ShouldBe(64);
        await Task.WhenAll(ids.Select(id => host.Provider.DeleteAsync(id, host.Soon)));
        await NothingIsLeftAsync(host);
    }

    [Fact]
    public async Task What_is_deleted_is_the_hosts_again()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var id = await host.StartAsync(host.Shell("head -c 40000000 /dev/urandom > large; sync -f .; echo there; while [ ! -e go ]; do sleep 0.05; done; rm large; sync -f .; echo gone; sleep 1000"));
        var disk = Path.Combine(host.StateOf(id), "disk");
        await host.WaitForLineAsync(id, line => line == "there");
        SparseFile.BytesOnDisk(disk).ShouldBeGreaterThan(38_000_000);

        await File.WriteAllTextAsync(Path.Combine(host.AppOf(id), "go"), "");
        await host.WaitForLineAsync(id, line => line == "gone");
        SparseFile.BytesOnDisk(disk).ShouldBeLessThan(8_000_000);
    }

    [Fact]
    public async Task Nothing_is_mounted_in_the_hosts_view_and_nothing_stays_when_its_supervisor_is_killed()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var id = await host.StartAsync(host.Shell("sleep 1000"));
        Traces.MountsWith(host.Root).ShouldBeEmpty();
        LoopDevicesOf(host).Count.ShouldBe(1);

        using var shim = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(host.StateOf(id), "shim.json")));
        Process.GetProcessById(shim.RootElement.GetProperty("shim").GetProperty("pid").GetInt32()).Kill();
        await host.Provider.WaitForExitAsync(id, host.Soon);
        await NothingIsLeftAsync(host);
    }

    [Fact]
    public async Task Sandboxes_one_after_the_other_share_a_disk_that_the_platform_can_look_at()
    {
        await using var host = new SandboxHost();
        var disk = new SandboxDisk(Path.Combine(host.Root, "image"), host.NewDirectory("mount"), 16, Kept: true);
        await using (var disks = await host.Provider.OpenDisksAsync([disk], host.Soon))
        {
            disks.ShouldNotBeNull();
            var app = Directory.CreateDirectory(Path.Combine(disks.FilesOf(disk), "app")).FullName;
            (await host.RunAsync(Step(host, app, disks, "echo made > file; head -c 30000000 /dev/zero > large"))).Errors.ShouldHaveSingleItem().ShouldContain("No space left");
            (await host.RunAsync(Step(host, app, disks, "cat file"))).Output.ShouldBe(["made"]);
            disks.IsFull(disk).ShouldBeTrue();
            (await File.ReadAllTextAsync(Path.Combine(app, "file"))).ShouldBe("made\n");
            Traces.MountsWith(host.Root).ShouldBeEmpty();
            (await disks.CloseAsync()).ShouldBeTrue();
        }

        await NothingIsLeftAsync(host);
        await using var again = (await host.Provider.OpenDisksAsync([disk], host.Soon)).ShouldNotBeNull();
        File.Exists(Path.Combine(again.FilesOf(disk), "app", "file")).ShouldBeTrue("it was closed in order");
    }

    [Fact]
    public async Task A_kept_disk_that_has_lost_a_write_is_not_called_whole()
    {
        await using var host = new SandboxHost();
        var small = host.NewDirectory("small");
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=6m", "small", small);
        try
        {
            var disk = new SandboxDisk(Path.Combine(small, "image"), host.NewDirectory("mount"), 64, Kept: true);
            await using var disks = (await host.Provider.OpenDisksAsync([disk], host.Soon)).ShouldNotBeNull();
            var written = new byte[20 << 20];
            Random.Shared.NextBytes(written);
            await File.WriteAllBytesAsync(Path.Combine(disks.FilesOf(disk), "large"), written);

            (await disks.CloseAsync()).ShouldBeFalse("the host's disk took a part of it only");
        }
        finally
        {
            await RunAsync("umount", "--lazy", small);
        }
    }

    [Fact]
    public async Task A_disk_that_somebody_has_open_is_not_called_whole()
    {
        await using var host = new SandboxHost();
        var disk = new SandboxDisk(Path.Combine(host.Root, "image"), host.NewDirectory("mount"), 16);
        await using var disks = (await host.Provider.OpenDisksAsync([disk], host.Soon)).ShouldNotBeNull();
        await using (File.Create(Path.Combine(disks.FilesOf(disk), "open")))
            (await disks.CloseAsync()).ShouldBeFalse();
        await NothingIsLeftAsync(host);
    }

    [Fact]
    public async Task A_held_disk_goes_when_who_holds_it_is_killed()
    {
        await using var host = new SandboxHost();
        (await host.Provider.ProbeAsync(host.Soon)).DiskLimit.ShouldBeTrue();
        var disk = new SandboxDisk(Path.Combine(host.Root, "image"), host.NewDirectory("mount"), 16);
        await (await host.Provider.OpenDisksAsync([disk], host.Soon))!.DisposeAsync();

        // A process that stands for the Worker: the holder's parent, with the other end of its input.
        var instruction = $$"""{"disks":[{"image":"{{disk.Image}}","directory":"{{disk.Directory}}"}]}""";
        var script = $"import subprocess, time\np = subprocess.Popen(['{host.Options.ShimPath}', 'hold'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
            + $"p.stdin.write(b'{instruction}\\n')\np.stdin.flush()\nprint(p.stdout.read().decode(), flush=True)\ntime.sleep(1000)\n";
        using var worker = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardOutput = true })!;
        (await worker.StandardOutput.ReadLineAsync(host.Soon)).ShouldNotBeNull().ShouldContain("true");
        LoopDevicesOf(host).Count.ShouldBe(1);

        worker.Kill();
        await NothingIsLeftAsync(host);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    private static SandboxSpec Step(SandboxHost host, string app, SandboxDisks disks, string script) =>
        host.Shell(script) with { Purpose = SandboxPurpose.Build, AppDirectory = app, Disks = disks };

    private static async Task NothingIsLeftAsync(SandboxHost host)
    {
        while (LoopDevicesOf(host).Count > 0) await Task.Delay(20, host.Soon);
        Traces.MountsWith(host.Root).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> LoopDevicesOf(SandboxHost host) => Traces.LoopDevicesWith(host.Root);
}
