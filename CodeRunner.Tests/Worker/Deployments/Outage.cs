using CodeRunner.Tests.Support;
using Npgsql;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A database that cannot be reached for a while.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private readonly string database;

    private Outage(string database) => this.database = database;

    public static async Task<IAsyncDisposable> BeginAsync(string database)
    {
        await ExecuteAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        return new Outage(database);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true");

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await TestServers.PostgresAsync());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
