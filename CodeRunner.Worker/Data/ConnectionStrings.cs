using Npgsql;

namespace CodeRunner.Worker.Data;

internal static class ConnectionStrings
{
    private const string EndIdleTransactions = "-c idle_in_transaction_session_timeout=3000";

    /// <summary>
    /// A Worker that is stalled in a transaction would keep its locks, and nobody could take over what it has: PostgreSQL ends such a session after 3 seconds.
    /// </summary>
    public static string? Impatient(string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString))
            return connectionString;
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = string.IsNullOrEmpty(builder.Options) ? EndIdleTransactions : $"{builder.Options} {EndIdleTransactions}";
        return builder.ConnectionString;
    }
}
