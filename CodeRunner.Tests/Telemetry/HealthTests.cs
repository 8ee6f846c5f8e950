using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Web;
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
