using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Worker.Data;

/// <summary>The database for those who are no request: a context for each operation, and plain connections where EF is in the way.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly DbContextOptions<CodeRunnerDb> options;
    private readonly NpgsqlDataSource sessions;

    public Database(DbContextOptions<CodeRunnerDb> options, IConfiguration configuration)
    {
        this.options = options;
        var connectionString = ConnectionStrings.Impatient(configuration.GetConnectionString("db"))
            ?? throw new InvalidOperationException("ConnectionStrings:db is missing.");
        Source = new NpgsqlDataSourceBuilder(connectionString).SetUp("worker").Build();
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 2, KeepAlive = 1 };
        sessions = new NpgsqlDataSourceBuilder(alone.ConnectionString) { Name = "sessions" }.Build();
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>A context of its own; dispose it.</summary>
    public CodeRunnerDb Open() => new(options);

    /// <summary>A connection for a session's own things (locks, LISTEN), which must never come back to another from the pool.</summary>
    public async Task<NpgsqlConnection> OpenSessionAsync(CancellationToken cancellationToken) => await sessions.OpenConnectionAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await sessions.DisposeAsync();
    }
}
