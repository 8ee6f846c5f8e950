using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Support;

/// <summary>A migrated database of a test's own, copied from a template that is made once a run; dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Template = new(CreateTemplateAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);

    private readonly string name;

    private TestDatabase(string name, string connectionString) => (this.name, ConnectionString) = (name, connectionString);

    public string ConnectionString { get; }

    /// <summary>A pool of the test's own, which it shares with no service.</summary>
    private string OwnConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = "test" }.ConnectionString;

    public static async Task<TestDatabase> CreateAsync()
    {
        var template = await Template.Value;
        var name = $"test_{Guid.CreateVersion7():n}";
        await OneCopyAtATime.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        }
        finally
        {
            OneCopyAtATime.Release();
        }
        return new TestDatabase(name, await ConnectionToAsync(name));
    }

    /// <summary>A context of its own; dispose it.</summary>
    public CodeRunnerDb Open() => new(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(OwnConnectionString).Options);

    /// <summary>After the database was away: the test's connections were ended, those of the services are for them to do without.</summary>
    public void ForgetOwnConnections() => NpgsqlConnection.ClearPool(new NpgsqlConnection(OwnConnectionString));

    public async ValueTask DisposeAsync()
    {
        ForgetOwnConnections();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static async Task<string> CreateTemplateAsync()
    {
        var name = $"template_{Guid.CreateVersion7():n}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        var connection = await ConnectionToAsync(name) + ";Pooling=false";
        await using var db = new CodeRunnerDb(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(connection).Options);
        await db.Database.MigrateAsync();
        return name;
    }

    private static async Task<string> ConnectionToAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await TestServers.PostgresAsync()) { Database = database, MaxPoolSize = 20 }.ConnectionString;

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await TestServers.PostgresAsync());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
