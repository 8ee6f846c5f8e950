using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace CodeRunner.LocalAspire.Postgres;

/// <summary>A short-lived connection of our own, beside no pool, so that it never keeps a server from stopping.</summary>
internal static class PostgresConnection
{
    public static async Task<NpgsqlConnection> OpenAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await resource.GetConnectionStringAsync(cancellationToken)) { Pooling = false, Timeout = 5 };
        settings.Database ??= "postgres";
        var connection = new NpgsqlConnection(settings.ConnectionString);
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
}
