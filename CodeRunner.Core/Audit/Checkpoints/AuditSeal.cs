using System.Security.Cryptography;
using CodeRunner.Core.Vault;

namespace CodeRunner.Core.Audit.Checkpoints;

/// <summary>Signs checkpoints, and says whether a signature is its own.</summary>
public sealed class AuditSeal(IMasterKeys masterKeys)
{
    private const string Purpose = "audit checkpoint";

    /// <summary>The key that new checkpoints are signed with.</summary>
    public string KeyId => masterKeys.CurrentId;

    public async ValueTask<AuditCheckpoint> SignAsync(Guid chainId, long seq, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var unsigned = new AuditCheckpoint(chainId, seq, Convert.ToHexStringLower(hash), now, masterKeys.CurrentId, "");
        var signature = await masterKeys.AuthenticateAsync(unsigned.MasterKeyId, Purpose, unsigned.Signed, cancellationToken);
        return unsigned with { Signature = Convert.ToBase64String(signature) };
    }

    /// <summary>Null when its master key is not here any more: then nobody can tell.</summary>
    public async ValueTask<bool?> HoldsAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        if (!masterKeys.Ids.Contains(checkpoint.MasterKeyId))
            return null;
        var signature = await masterKeys.AuthenticateAsync(checkpoint.MasterKeyId, Purpose, checkpoint.Signed, cancellationToken);
        var given = new byte[signature.Length];
        return Convert.TryFromBase64String(checkpoint.Signature, given, out var length) && length == given.Length && CryptographicOperations.FixedTimeEquals(given, signature);
    }
}
