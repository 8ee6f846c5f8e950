using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Audit.Checkpoints;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>Follows a chain, and compares it with the checkpoints that are kept outside the database.</summary>
internal sealed class AuditVerifier(CodeRunnerDb db, CheckpointFiles files, AuditSeal seal)
{
    public async Task<AuditVerification> VerifyAsync(Guid chainId, CancellationToken cancellationToken)
    {
        var known = new SortedDictionary<long, string>();
        long? forged = null;
        await foreach (var checkpoint in files.ReadAsync(chainId, cancellationToken))
        {
            if (await seal.HoldsAsync(checkpoint, cancellationToken) is not { } holds)
                continue;
            if (!holds || !known.TryAdd(checkpoint.Seq, checkpoint.Hash) && known[checkpoint.Seq] != checkpoint.Hash)
                forged ??= checkpoint.Seq;
        }
        var verified = await db.VerifyAuditAsync(chainId, known, cancellationToken);
        return verified.Valid && forged is { } seq
            ? verified with { Valid = false, FirstBad = seq, Fault = "The file of checkpoints has one for this entry whose signature is not ours, or two that differ." }
            : verified;
    }
}
