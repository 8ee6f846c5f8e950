using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Vault;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>
/// Seals secrets anew under the current master key, a batch a transaction: what is done stays done whenever it is ended, and each secret can be read at every moment,
/// under the one key or the other. Each batch is an entry of the platform's audit log.
/// </summary>
internal sealed class SecretRotation(CodeRunnerDb db, SecretVault vault, IMasterKeys masterKeys, TimeProvider time)
{
    private const int Batch = 200;

    /// <summary>
    /// Goes through the secrets that a master key seals, after the id <paramref name="after"/>. What can't be read stays as it is and is counted. Null when another Api is
    /// at it.
    /// </summary>
    public async Task<RotationPass?> RunAsync(string masterKeyId, Guid after, CancellationToken cancellationToken)
    {
        var pass = new RotationPass(0, 0, after);
        while (true)
        {
            var batch = await db.InTransactionAsync(() => RunBatchAsync(masterKeyId, pass.Last, cancellationToken), cancellationToken);
            if (batch is null)
                return null;
            if (batch.Done + batch.Unreadable == 0)
                return pass;
            pass = new RotationPass(pass.Done + batch.Done, pass.Unreadable + batch.Unreadable, batch.Last);
            db.ChangeTracker.Clear();
        }
    }

    private async Task<RotationPass?> RunBatchAsync(string masterKeyId, Guid after, CancellationToken cancellationToken)
    {
        if (!await db.TryLockAsync("rotation of master keys", cancellationToken))
            return null;
        var rows = await db.SealedByAsync(masterKeyId, after, Batch, cancellationToken);
        var done = 0;
        foreach (var row in rows)
            done += await TrySealAsync(row, cancellationToken) ? 1 : 0;
        await db.SaveChangesAsync(cancellationToken);
        if (done > 0)
        {
            var entry = new AuditEvent(AuditChain.Platform, AuditEvent.Platform, "secret.rotate", $"master key {masterKeyId}") { Detail = AuditEvent.Json(new { to = masterKeys.CurrentId, secrets = done }) };
            await db.AppendAuditAsync(entry, time.GetUtcNow(), cancellationToken);
        }
        return new RotationPass(done, rows.Count - done, rows.Count > 0 ? rows[^1].Id : after);
    }

    private async Task<bool> TrySealAsync(ISealed row, CancellationToken cancellationToken)
    {
        try
        {
            using var plaintext = await vault.OpenAsync(row.Sealed, row.Binding, cancellationToken);
            row.Seal(await vault.SealAsync(plaintext, row.Binding, cancellationToken));
            return true;
        }
        catch (SecretUnreadableException)
        {
            return false;
        }
    }
}
