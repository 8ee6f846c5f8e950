using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Worker.Data;

/// <summary>The database for those who are no request: a context for each operation, and plain connections where EF is in the way.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly DbContextOptions<CodeRunnerDb> options;
    private readonly string connectionString;

    public Database(DbContextOptions<CodeRunnerDb> options, IConfiguration configuration)
    {
        this.options = options;
        connectionString = ConnectionStrings.Impatient(configuration.GetConnectionString("db"))
            ?? throw new InvalidOperationException("ConnectionStrings:db is missing.");
        Source = new NpgsqlDataSourceBuilder(connectionString) { Name = "worker" }.Build();
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>A context of its own; dispose it.</summary>
    public CodeRunnerDb Open() => new(options);

    /// <summary>A connection for a session's own things (locks, LISTEN), which must never come back to another from the pool.</summary>
    public async Task<NpgsqlConnection> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 2, KeepAlive = 1 };
        var connection = new NpgsqlConnection(alone.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
