using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Schema;

/// <summary>What the argument `migrate` runs: the migration resource that Api and Worker wait for. Where nothing starts in order, the Api runs it itself.</summary>
internal static partial class MigrateCommand
{
    /// <summary>Brings the schema up to date and returns the exit status. Two at once are safe: the second waits and finds nothing to do.</summary>
    public static async Task<int> MigrateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        await db.MigrateAloneAsync();
        var applied = await db.Database.GetAppliedMigrationsAsync();
        LogMigrated(app.Logger, applied.Last());
        return await app.EnsureMasterKeyAsync(db) ? 0 : 1;
    }

    /// <summary>With `Schema:MigrateAtStart`, before the Api listens: 0 also where that is not set.</summary>
    public static async Task<int> MigrateAtStartAsync(this WebApplication app) =>
        app.Configuration.GetValue("Schema:MigrateAtStart", false) ? await app.MigrateAsync() : 0;

    /// <summary>Makes the file of master keys on a developer's own machine, once. One that is lost is not replaced: what it has sealed would be lost without a word.</summary>
    private static async Task<bool> EnsureMasterKeyAsync(this WebApplication app, CodeRunnerDb db)
    {
        var vault = app.Configuration.GetSection(VaultOptions.Section).Get<VaultOptions>() ?? new VaultOptions();
        if (!vault.GenerateMasterKeyFile || vault.MasterKeyFile.Length == 0 || Path.Exists(vault.MasterKeyFile))
            return true;
        if (await db.ConfigValues.AnyAsync(value => value.MasterKeyId != null))
        {
            LogLostKey(app.Logger, vault.MasterKeyFile);
            return false;
        }
        if (KeyFile.Ensure(vault.MasterKeyFile, app.Services.GetRequiredService<TimeProvider>().GetUtcNow()))
            LogNewKey(app.Logger, vault.MasterKeyFile);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A new master key was made in {Path}. BACK THIS FILE UP: without it no secret can be read again.")]
    private static partial void LogNewKey(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Critical, Message = "There are secrets, and the file of master keys {Path} is gone. Bring it back from its backup; a new one would not read them.")]
    private static partial void LogLostKey(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is at {Migration}.")]
    private static partial void LogMigrated(ILogger logger, string migration);
}
