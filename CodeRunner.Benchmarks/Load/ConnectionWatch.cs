using Npgsql;

namespace CodeRunner.Benchmarks.Load;

/// <summary>How many connections the platform's services have to the database, looked at each second.</summary>
internal sealed class ConnectionWatch : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly CancellationTokenSource end = new();
    private readonly Task watching;

    private ConnectionWatch(NpgsqlConnection connection)
    {
        this.connection = connection;
        watching = WatchAsync();
    }

    /// <summary>At once, so far; without its own.</summary>
    public int Most { get; private set; }

    public static async Task<ConnectionWatch> StartAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return new ConnectionWatch(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching;
        await connection.DisposeAsync();
        end.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await using var command = new NpgsqlCommand("select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
        try
        {
            do
                Most = Math.Max(Most, (int)(await command.ExecuteScalarAsync(end.Token))!);
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // That is the end.
        }
    }
}
