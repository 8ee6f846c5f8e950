using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CodeRunner.Api.Schema;

/// <summary>Migrations of a database from several processes: EF's own lock ends with each migration's transaction, and who waited for it would go on with what it read before.</summary>
internal static class OneAtATime
{
    private const string Enter = "SELECT pg_advisory_lock(hashtextextended('migrations', 0))";

    /// <summary>How long one migration may take, and all of somebody else's be waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Makes the database where there is none, and brings it up to date when nobody else does.</summary>
    public static async Task MigrateAloneAsync(this CodeRunnerDb db)
    {
        await db.EnsureDatabaseAsync();
        db.Database.SetCommandTimeout(Patience);
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync(Enter);
        try
        {
            await db.Database.MigrateAsync();
        }
        finally
        {
            // The pool would keep the connection, and the lock with it. What ends both needs no answer, so why a migration failed is not lost with the connection.
            await db.Database.CloseConnectionAsync();
            NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
        }
    }

    private static async Task EnsureDatabaseAsync(this CodeRunnerDb db)
    {
        var databases = db.GetService<IRelationalDatabaseCreator>();
        if (await databases.ExistsAsync())
            return;
        try
        {
            await databases.CreateAsync();
        }
        catch (PostgresException made) when (made.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else was faster.
        }
    }
}
