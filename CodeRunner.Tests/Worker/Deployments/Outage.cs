using CodeRunner.Tests.Support;
using Npgsql;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A database that cannot be reached for a while.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private readonly string database;
    private readonly Action atEnd;

    private Outage(string database, Action atEnd) => (this.database, this.atEnd) = (database, atEnd);

    public static async Task<IAsyncDisposable> BeginAsync(string database, Action atEnd)
    {
        await ExecuteAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        return new Outage(database, atEnd);
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true");
        atEnd();
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await TestServers.PostgresAsync());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
