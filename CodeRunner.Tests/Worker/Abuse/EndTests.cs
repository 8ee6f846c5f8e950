using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Apps that do not want to end, and starts that are ended before they are done.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task What_forks_twice_ignores_every_signal_and_leaves_its_session_ends_with_its_app()
    {
        await using var host = new SandboxHost();
        var mark = $"survivor-{Guid.NewGuid():N}";
        var id = await host.StartAsync(host.Python($"""
            for s in range(1, 32):
                if s not in (9, 19, 17): signal.signal(s, signal.SIG_IGN)
            for i in range(5):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.execv('/bin/sh', ['{mark}', '-c', 'trap "" TERM INT HUP; while :; do sleep 1; done'])
                    os._exit(0)
            time.sleep(1000)
            """));
        await Eventually.BeTrueAsync(
            () => Task.FromResult(Traces.ProcessesWith(mark).Count(command => command.StartsWith(mark, StringComparison.Ordinal)) == 5), "they have left");

        await host.Provider.StopAsync(id, TimeSpan.FromMilliseconds(200), host.Soon);
        Traces.ProcessesWith(mark).ShouldBeEmpty();
        (await host.Provider.FindAsync(id, host.Soon))!.Exit!.Code.ShouldBe(137);
    }

    [Fact]
    public async Task When_the_app_ends_what_it_left_behind_ends_too()
    {
        await using var host = new SandboxHost();
        var mark = $"survivor-{Guid.NewGuid():N}";
        var run = await host.RunAsync(host.Python($"""
            if os.fork() == 0:
                os.setsid()
                os.execv('/bin/sh', ['{mark}', '-c', 'trap "" TERM; while :; do sleep 1; done'])
            time.sleep(0.2)
            os._exit(5)
            """));

        run.Exit.Code.ShouldBe(5);
        Traces.ProcessesWith(mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_start_that_is_ended_at_any_moment_leaves_nothing()
    {
        await using var host = new SandboxHost();
        await host.Provider.ProbeAsync(host.Soon);
        for (var milliseconds = 0; milliseconds < 60; milliseconds += 4)
        {
            var mark = $"300{Random.Shared.NextInt64(1_000_000_000)}";
            var spec = host.Shell($"sleep {mark}") with { Listens = true };
            var start = host.StartAsync(spec);
            await Task.Delay(milliseconds, host.Soon);
            await host.Provider.DeleteAsync(spec.Id, host.Soon);
            try
            {
                await start;
            }
            catch (Exception e) when (e is SandboxException or IOException)
            {
                // Ended before it was there.
            }

            await host.Provider.DeleteAsync(spec.Id, host.Soon);
            Traces.ProcessesWith($"sleep {mark}").ShouldBeEmpty();
            Traces.ControlGroupsOf(spec.Id).ShouldBeEmpty();
            Directory.Exists(host.StateOf(spec.Id)).ShouldBeFalse();
        }

        await Traces.LoopDevicesAreGoneAsync(host.Root);
    }
}
