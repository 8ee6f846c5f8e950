using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>
/// Seals secrets anew under the current master key, a batch a transaction: what is done stays done whenever it is ended, and each secret can be read at every moment,
/// under the one key or the other.
/// </summary>
internal sealed partial class SecretRotation(CodeRunnerDb db, SecretVault vault, ILogger<SecretRotation> logger)
{
    private const int Batch = 200;

    /// <summary>Returns how many secrets were sealed anew. What can't be read stays as it is.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (done, after) = (0, Guid.Empty);
        while (await db.InTransactionAsync(() => RunBatchAsync(after, cancellationToken), cancellationToken) is { } batch)
        {
            (done, after) = (done + batch.Done, batch.Last);
            db.ChangeTracker.Clear();
        }
        return done;
    }

    /// <summary>Null when nothing is left after that id, or another Api is at it.</summary>
    private async Task<(int Done, Guid Last)?> RunBatchAsync(Guid after, CancellationToken cancellationToken)
    {
        if (!await db.TryLockAsync("rotation of master keys", cancellationToken))
            return null;
        var current = vault.CurrentMasterKeyId;
        var values = await db.ConfigValues.Where(value => value.MasterKeyId != null && value.MasterKeyId != current && value.Id > after)
            .OrderBy(value => value.Id).Take(Batch).ToListAsync(cancellationToken);
        if (values.Count == 0)
            return null;
        var done = 0;
        foreach (var value in values)
            done += await TrySealAsync(value, cancellationToken) ? 1 : 0;
        await db.SaveChangesAsync(cancellationToken);
        return (done, values[^1].Id);
    }

    private async Task<bool> TrySealAsync(ConfigValue value, CancellationToken cancellationToken)
    {
        try
        {
            using var plaintext = await vault.OpenAsync(value.Sealed, value.Binding, cancellationToken);
            value.Seal(await vault.SealAsync(plaintext, value.Binding, cancellationToken));
            return true;
        }
        catch (SecretUnreadableException)
        {
            LogUnreadable(logger, value.Id, value.MasterKeyId!);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The secret {ValueId} can't be read under master key {MasterKeyId}, and was not sealed anew.")]
    private static partial void LogUnreadable(ILogger logger, Guid valueId, string masterKeyId);
}
