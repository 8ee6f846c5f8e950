using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What bounds an app's files where the kernel does not: for an ordinary user, or where the operator wants no disks.</summary>
public sealed class MeasuredDiskTests
{
    private static readonly SandboxLimits Small = new(1, 128, 32, 16);

    [Fact]
    public async Task The_node_says_that_the_kernel_does_not_enforce_it()
    {
        await using var host = Without();
        var can = await host.Provider.ProbeAsync(host.Soon);

        can.DiskLimit.ShouldBeFalse();
        can.Missing.ShouldContain(m => m.StartsWith("The disk limit is not enforced by the kernel: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("i=0; while :; do head -c 1000000 /dev/zero > f$i; i=$((i+1)); done")]
    [InlineData("i=0; while :; do mkdir -p d$i/d/d; cd d$i; i=$((i+1)); done")]
    [InlineData("python3 -c \"i = 0\nwhile True:\n  open('f%d' % i, 'w').close()\n  i += 1\"")]
    public async Task An_app_whose_files_take_more_is_ended_with_the_reason(string script)
    {
        await using var host = Without();
        var id = await host.StartAsync(host.Shell(script) with { Limits = Small });

        (await host.Provider.WaitForExitAsync(id, host.Soon)).OverDisk.ShouldBeTrue();
    }

    [Fact]
    public async Task An_app_that_stays_within_its_limit_goes_on()
    {
        await using var host = Without();
        var run = await host.RunAsync(host.Shell("head -c 10000000 /dev/zero > f; ln -s / all; sleep 5; echo well") with { Limits = Small });

        run.Output.ShouldBe(["well"]);
        run.Exit.OverDisk.ShouldBeFalse();
    }

    [Fact]
    public async Task One_file_can_not_outgrow_the_limit()
    {
        await using var host = Without();
        var run = await host.RunAsync(host.Shell("head -c 100000000 /dev/zero > f; echo $?; stat -c %s f") with { Limits = Small });

        run.Output.ShouldBe(["153", $"{16 << 20}"], "SIGXFSZ at the limit");
    }

    private static SandboxHost Without() => new(o => (o.Disks, o.SegmentBytes) = (false, 1 << 20));
}
