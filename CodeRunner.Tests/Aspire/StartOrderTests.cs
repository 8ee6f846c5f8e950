using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.Tests.Aspire;

public sealed class StartOrderTests
{
    [Fact]
    public async Task A_resource_starts_only_after_what_it_waits_for_has_completed()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            var first = Shell(builder, "first", "sleep 0.3");
            Shell(builder, "second", "true").WaitForCompletion(first);
        });
        var second = await app.InStateAsync("second", KnownResourceStates.Finished);
        var first = await app.InStateAsync("first", KnownResourceStates.Finished);
        second.StartTimeStamp.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(first.StopTimeStamp.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_resource_fails_to_start_when_what_it_waits_for_ends_with_another_exit_code()
    {
        await using var app = await LocalApp.StartAsync(builder =>
        {
            var first = Shell(builder, "migration", "exit 3");
            Shell(builder, "api", "true").WaitForCompletion(first);
        });
        (await app.InStateAsync("api", KnownResourceStates.FailedToStart)).StartTimeStamp.ShouldBeNull();
        (await app.InStateAsync("migration", KnownResourceStates.Finished)).ExitCode.ShouldBe(3);
        (await app.LineAsync("api", "migration")).ShouldContain("exit code 3");
    }

    [Fact]
    public async Task A_wished_exit_code_other_than_zero_counts_as_completed()
    {
        await using var app = await LocalApp.StartAsync(builder =>
            Shell(builder, "after", "true").WaitForCompletion(Shell(builder, "before", "exit 7"), exitCode: 7));
        (await app.InStateAsync("after", KnownResourceStates.Finished)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_resource_waits_until_the_other_is_healthy_and_not_only_running()
    {
        var healthy = false;
        await using var app = await LocalApp.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("gate", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("closed"));
            var server = Shell(builder, "server", "sleep 60").WithHealthCheck("gate");
            Shell(builder, "client", "true").WaitFor(server);
        });
        await app.InStateAsync("server", KnownResourceStates.Running);
        await app.InStateAsync("client", KnownResourceStates.Waiting);
        await app.App.ResourceNotifications.WaitForResourceAsync(
            "server", each => each.Snapshot.HealthReports.Any(report => report.Description == "closed"), LocalApp.Bound);
        healthy = true;
        await app.InStateAsync("client", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task A_dependent_is_stopped_before_what_it_needs()
    {
        var marks = Path.GetTempFileName();
        await using (var app = await LocalApp.StartAsync(builder =>
        {
            var server = Shell(builder, "server", $"trap 'echo server >> {marks}; exit' TERM; echo up; while :; do sleep 0.05; done");
            Shell(builder, "client", $"trap 'sleep 0.2; echo client >> {marks}; exit' TERM; echo up; while :; do sleep 0.05; done").WaitFor(server);
        }))
        {
            await app.LineAsync("client", "up");
            await app.App.StopAsync(LocalApp.Bound);
        }

        File.ReadAllLines(marks).ShouldBe(["client", "server"]);
        File.Delete(marks);
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_refused_by_name()
    {
        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => LocalApp.StartAsync(builder =>
        {
            var one = Shell(builder, "one", "true");
            var two = Shell(builder, "two", "true").WaitFor(one);
            one.WaitFor(two);
        }));
        refusal.Message.ShouldContain("one");
        refusal.Message.ShouldContain("two");
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_to_start_and_is_named()
    {
        await using var app = await LocalApp.StartAsync(builder => builder.AddExecutable("ghost", "no-such-program", "."));
        await app.InStateAsync("ghost", KnownResourceStates.FailedToStart);
        (await app.LineAsync("ghost", "no-such-program")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_resource_with_explicit_start_waits_for_its_command()
    {
        await using var app = await LocalApp.StartAsync(builder => Shell(builder, "tool", "echo done").WithExplicitStart());
        await app.InStateAsync("tool", KnownResourceStates.NotStarted);
        (await app.App.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand, LocalApp.Bound)).Success.ShouldBeTrue();
        (await app.InStateAsync("tool", KnownResourceStates.Finished)).ExitCode.ShouldBe(0);
    }

    private static IResourceBuilder<ExecutableResource> Shell(IDistributedApplicationBuilder builder, string name, string script) =>
        builder.AddExecutable(name, "/bin/sh", "/", "-c", script);
}
