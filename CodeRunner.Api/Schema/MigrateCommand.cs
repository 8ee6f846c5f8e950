using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Schema;

/// <summary>What the argument `migrate` runs: the migration resource that Api and Worker wait for.</summary>
internal static partial class MigrateCommand
{
    /// <summary>Brings the schema up to date and returns the exit status. Two at once are safe: the second waits and finds nothing to do.</summary>
    public static async Task<int> MigrateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        await db.Database.MigrateAsync();
        var applied = await db.Database.GetAppliedMigrationsAsync();
        LogMigrated(app.Logger, applied.Last());
        return 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is at {Migration}.")]
    private static partial void LogMigrated(ILogger logger, string migration);
}
