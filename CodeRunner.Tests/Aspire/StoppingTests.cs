using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.Tests.Aspire;

public sealed class StoppingTests
{
    [Fact]
    public async Task A_process_that_ends_on_SIGTERM_ends_by_itself()
    {
        await using var app = await LocalApp.StartAsync(builder =>
            builder.AddExecutable("polite", "/bin/sh", "/", "-c", "trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done"));
        await app.LineAsync("polite", "up");
        await app.App.ResourceCommands.ExecuteCommandAsync("polite", KnownResourceCommands.StopCommand, LocalApp.Bound);
        (await app.InStateAsync("polite", KnownResourceStates.Finished)).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task A_process_that_ignores_SIGTERM_is_killed_after_its_grace()
    {
        await using var app = await LocalApp.StartAsync(
            builder => builder.AddExecutable("stubborn", "/bin/sh", "/", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"),
            "--LocalAspire:StopGrace:stubborn=00:00:00.3");
        await app.LineAsync("stubborn", "up");
        await app.App.ResourceCommands.ExecuteCommandAsync("stubborn", KnownResourceCommands.StopCommand, LocalApp.Bound);
        (await app.InStateAsync("stubborn", KnownResourceStates.Finished)).ExitCode.ShouldBe(128 + 9);
    }

    [Fact]
    public async Task What_an_executable_started_ends_with_it()
    {
        await using var app = await LocalApp.StartAsync(builder =>
            builder.AddExecutable("parent", "/bin/sh", "/", "-c", "sleep 600 & echo child $!; wait"));
        var child = int.Parse((await app.LineAsync("parent", "child ")).Split(' ')[^1]);
        await app.App.ResourceCommands.ExecuteCommandAsync("parent", KnownResourceCommands.StopCommand, LocalApp.Bound);
        await Support.Eventually.BeTrueAsync(() => Task.FromResult(!ProcessTable.IsAlive(child)), "the child's end");
    }

    [Fact]
    public async Task A_restart_runs_a_new_process()
    {
        await using var app = await LocalApp.StartAsync(builder => builder.AddExecutable("clock", "/bin/sh", "/", "-c", "echo I am $$; sleep 600"));
        var before = await app.LineAsync("clock", "I am");
        await app.App.ResourceCommands.ExecuteCommandAsync("clock", KnownResourceCommands.RestartCommand, LocalApp.Bound);
        await app.InStateAsync("clock", KnownResourceStates.Running);
        await Support.Eventually.BeTrueAsync(async () => await LastAsync(app) != before.Split(' ')[^1], "another process id");
    }

    [Fact]
    public async Task A_command_that_a_resource_does_not_have_fails_with_its_name()
    {
        await using var app = await LocalApp.StartAsync(builder => builder.AddExecutable("one", "/bin/true", "/"));
        var result = await app.App.ResourceCommands.ExecuteCommandAsync("one", "explode", LocalApp.Bound);
        result.Success.ShouldBeFalse();
        result.Message.ShouldNotBeNull().ShouldContain("explode");
    }

    private static async Task<string> LastAsync(LocalApp app)
    {
        await foreach (var batch in Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<ResourceLoggerService>(app.App.Services).GetAllAsync("clock"))
            return batch[^1].Content.Split(' ')[^1];
        return "";
    }
}
