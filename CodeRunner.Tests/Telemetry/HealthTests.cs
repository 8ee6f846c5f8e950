using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CodeRunner.Core;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Telemetry;

/// <summary>Health as anybody may ask for it, while what it needs is there, away, or silent.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task What_is_stopped_is_named_with_its_state_and_nothing_else_is_told()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var (postgres, redis) = (builder.AddPostgres("postgres"), builder.AddRedis("redis"));
        await using var servers = await builder.BuildAsync();
        await servers.StartAsync();
        await Task.WhenAll(servers.ResourceNotifications.WaitForResourceHealthyAsync("postgres"), servers.ResourceNotifications.WaitForResourceHealthyAsync("redis"));
        await using var api = await ApiFactory.StartAsync(settings: new Dictionary<string, string>
        {
            ["ConnectionStrings:db"] = $"{await postgres.Resource.GetConnectionStringAsync(default)};Database=postgres",
            ["ConnectionStrings:redis"] = (await redis.Resource.GetConnectionStringAsync(default))!,
        });

        var well = await AskAsync(api, HttpStatusCode.OK, answer => answer.Status == "healthy");
        well.Checks.Keys.ShouldBe(["postgres", "redis"], ignoreOrder: true);
        well.Checks.Values.ShouldAllBe(check => check.LatencyMs > 0);

        await StopAsync(servers, "redis");
        var degraded = await AskAsync(api, HttpStatusCode.OK, answer => answer.Status == "degraded");
        (degraded.Checks["postgres"].Status, degraded.Checks["redis"].Status).ShouldBe(("healthy", "degraded"));

        await StopAsync(servers, "postgres");
        var unhealthy = await AskAsync(api, HttpStatusCode.ServiceUnavailable, answer => answer.Checks["postgres"].Status == "unhealthy");
        foreach (var secret in (string[])["127.0.0.1", "localhost", "Exception", "refused", "Npgsql"])
            unhealthy.Text.ShouldNotContain(secret, Case.Insensitive);
        using var stranger = api.Stranger();
        (await stranger.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_service_takes_no_work_before_its_migrations_ran_and_has_started_for_good_once_it_could()
    {
        var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var newest = (await db.Database.GetAppliedMigrationsAsync()).Last();
        await RenameAsync(db, newest, "to-come");
        await using var api = await ApiFactory.StartAsync(database);
        using var stranger = api.Stranger();
        async Task<(int Ready, int Started, int Command)> AskAsync()
        {
            var (ready, started) = (await stranger.GetAsync("/health/ready"), await stranger.GetAsync("/health/started"));
            return ((int)ready.StatusCode, (int)started.StatusCode, await CommandAsync(api.Address.Port));
        }

        (await AskAsync()).ShouldBe((503, 503, 1));
        (await stranger.GetStringAsync("/alive")).ShouldContain("healthy");
        await RenameAsync(db, "to-come", newest);
        (await AskAsync()).ShouldBe((200, 200, 0));
        await database.DisposeAsync();
        await Eventually.BeAsync(AskAsync, seen => seen == (503, 200, 0), "what it needs is away, and it has started all the same");
        (await CommandAsync(FreePort.Next())).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_that_is_silent_makes_it_unhealthy_and_nobody_wait()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var api = await ApiFactory.StartAsync(settings: new Dictionary<string, string>
        {
            ["ConnectionStrings:db"] = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;Password=of-nobody;Database=none;Timeout=60",
        });

        var answer = await AskAsync(api, HttpStatusCode.ServiceUnavailable, answer => answer.Checks["postgres"].Status == "unhealthy");

        answer.Checks["postgres"].LatencyMs.ShouldBeLessThan(30_000);
        answer.Text.ShouldNotContain("of-nobody");
    }

    [Fact]
    public async Task A_signed_in_person_is_told_that_Redis_is_away_and_is_signed_in_when_it_is_back()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var redis = builder.AddRedis("redis").WithPersistence();
        await using var servers = await builder.BuildAsync();
        await servers.StartAsync();
        await servers.ResourceNotifications.WaitForResourceHealthyAsync("redis");
        await using var api = await ApiStandIn.StartAsync();
        await using var dashboard = await Dashboard.StartAsync(api.Address, await redis.Resource.GetConnectionStringAsync(default));
        using var browser = await dashboard.SignedInAsync();

        await StopAsync(servers, "redis");
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var away = await browser.GetAsync("/account");

        away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await away.Content.ReadAsStringAsync()).ShouldContain("Redis does not answer");
        (await browser.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await servers.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync("redis", KnownResourceCommands.StartCommand);
        await Eventually.BeTrueAsync(async () => (await browser.GetAsync("/account")).StatusCode == HttpStatusCode.OK, "the session is there again");
    }

    private static Task<int> RenameAsync(CodeRunnerDb db, string migration, string name) =>
        db.Database.ExecuteSqlAsync($"""UPDATE "__EFMigrationsHistory" SET "MigrationId" = {name} WHERE "MigrationId" = {migration}""");

    /// <summary>The exit status of a service's argument `health`, in a container whose service is at this port.</summary>
    private static async Task<int> CommandAsync(int port)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CodeRunner.Worker"), ["health"]) { RedirectStandardError = true };
        start.Environment["ASPNETCORE_HTTP_PORTS"] = $"{port};1";
        using var command = Process.Start(start)!;
        await command.WaitForExitAsync();
        return command.ExitCode;
    }

    private static Task StopAsync(DistributedApplication servers, string name) =>
        servers.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(name, KnownResourceCommands.StopCommand);

    private static async Task<Answer> AskAsync(ApiFactory api, HttpStatusCode status, Func<Answer, bool> wanted)
    {
        using var stranger = api.Stranger();
        return await Eventually.BeAsync(
            async () =>
            {
                using var answer = await stranger.GetAsync("/health");
                var text = await answer.Content.ReadAsStringAsync();
                return JsonSerializer.Deserialize<Answer>(text, JsonSerializerOptions.Web)! with { Code = answer.StatusCode, Text = text };
            },
            answer => answer.Code == status && wanted(answer),
            $"/health answers {(int)status}");
    }

    private sealed record Answer(string Status, IReadOnlyDictionary<string, Check> Checks)
    {
        public HttpStatusCode Code { get; init; }

        public string Text { get; init; } = "";
    }

    private sealed record Check(string Status, double LatencyMs);
}
