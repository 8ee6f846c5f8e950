using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;

namespace CodeRunner.Tests.Support;

/// <summary>A PostgreSQL and a Redis of this test run, started once and shared. The environment may name servers that run already.</summary>
public sealed class TestServers : IAsyncDisposable
{
    private static readonly Shared<TestServers> Both = new(StartAsync);

    private readonly DistributedApplication? app;
    private readonly string postgres;
    private readonly string redis;

    private TestServers(DistributedApplication? app, string postgres, string redis) => (this.app, this.postgres, this.redis) = (app, postgres, redis);

    /// <summary>A connection string with the right to create databases.</summary>
    public static async Task<string> PostgresAsync() => (await Both.GetAsync()).postgres;

    public static async Task<string> RedisAsync() => (await Both.GetAsync()).redis;

    public async ValueTask DisposeAsync()
    {
        if (app is null)
            return;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task<TestServers> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("CODERUNNER_TEST_POSTGRES") is { } postgres && Environment.GetEnvironmentVariable("CODERUNNER_TEST_REDIS") is { } redis)
            return new TestServers(null, postgres, redis);

        var builder = DistributedApplicationTestingBuilder.Create();
        var postgresServer = builder.AddPostgres("postgres");
        var redisServer = builder.AddRedis("redis");
        var app = await builder.BuildAsync();
        await app.StartAsync();
        await Task.WhenAll(app.ResourceNotifications.WaitForResourceHealthyAsync("postgres"), app.ResourceNotifications.WaitForResourceHealthyAsync("redis"));
        var server = (await postgresServer.Resource.GetConnectionStringAsync(default))!;
        await HastenAsync(server);
        return new TestServers(
            app,
            server,
            (await redisServer.Resource.GetConnectionStringAsync(default))!);
    }

    /// <summary>What is written need only outlive the server's process, not the machine: a test's own database is made and dropped in a fraction of the time.</summary>
    private static async Task HastenAsync(string server)
    {
        await using var source = NpgsqlDataSource.Create(server);
        foreach (var sql in (string[])["ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"])
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
