using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;

namespace CodeRunner.Tests.Aspire;

/// <summary>Real servers, each on data of the test's own.</summary>
public sealed class ServerTests : IDisposable
{
    // Nobody but its owner may enter: under root the servers run as other users and see their data all the same.
    private readonly string _data = Directory.CreateTempSubdirectory("localaspire-test-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task PostgreSQL_keeps_its_data_over_a_restart_and_over_a_new_run()
    {
        await using (var app = await StartAsync())
        {
            await app.HealthyAsync("db");
            await ExecuteAsync(app, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (1)");
            (await app.App.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.RestartCommand, LocalApp.Bound)).Success.ShouldBeTrue();
            await app.HealthyAsync("postgres");
            await ExecuteAsync(app, "INSERT INTO kept VALUES (2)");
        }

        await using var again = await StartAsync();
        await again.HealthyAsync("db");
        (await ScalarAsync(again, "SELECT sum(value) FROM kept")).ShouldBe(3L);
    }

    [Fact]
    public async Task PostgreSQL_refuses_a_wrong_password_and_shows_its_own_to_no_process_list()
    {
        await using var app = await StartAsync();
        await app.HealthyAsync("db");
        var settings = new NpgsqlConnectionStringBuilder(await app.App.GetConnectionStringAsync("db")) { Pooling = false };
        var password = settings.Password!;
        settings.Password = "wrong";
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync())).SqlState.ShouldBe("28P01");
        foreach (var pid in ProcessTable.WithVariable("LANG", "C.UTF-8"))
        {
            ProcessTable.CommandLine(pid).ShouldNotContain(password);
            ProcessTable.Environ(pid).ShouldNotContain(password);
        }
    }

    [Fact]
    public async Task Redis_keeps_its_data_over_a_new_run_and_wants_its_password()
    {
        await using (var app = await StartAsync())
        {
            await app.HealthyAsync("redis");
            await using var redis = await ConnectionMultiplexer.ConnectAsync((await app.App.GetConnectionStringAsync("redis"))!);
            await redis.GetDatabase().StringSetAsync("kept", "yes");
            var anonymous = (await app.App.GetConnectionStringAsync("redis"))!.Split(',')[0];
            await Should.ThrowAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(anonymous));
        }

        await using var again = await StartAsync();
        await again.HealthyAsync("redis");
        await using var later = await ConnectionMultiplexer.ConnectAsync((await again.App.GetConnectionStringAsync("redis"))!);
        ((string?)await later.GetDatabase().StringGetAsync("kept")).ShouldBe("yes");
    }

    [Fact]
    public async Task A_half_made_cluster_of_a_killed_run_is_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(_data, "postgres", "cluster.new", "base"));
        await using var app = await StartAsync();
        await app.HealthyAsync("db");
    }

    private Task<LocalApp> StartAsync() => LocalApp.StartAsync(
        builder =>
        {
            builder.AddPostgres("postgres").WithDataVolume().AddDatabase("db");
            builder.AddRedis("redis").WithDataVolume().WithPersistence();
        },
        $"--LocalAspire:DataDirectory={_data}");

    private static Task ExecuteAsync(LocalApp app, string sql) => ScalarAsync(app, sql);

    private static async Task<object?> ScalarAsync(LocalApp app, string sql)
    {
        await using var connection = new NpgsqlConnection(await app.App.GetConnectionStringAsync("db") + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own constants.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
