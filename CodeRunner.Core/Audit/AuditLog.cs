using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Audit;

/// <summary>The audit logs in the database: a chain for each project, and one for the platform itself.</summary>
public static class AuditLog
{
    /// <summary>
    /// Writes an entry in the caller's transaction, and holds the chain until that ends: what is written down and what it is about become true together, or
    /// not at all.
    /// </summary>
    public static async Task AppendAuditAsync(this CodeRunnerDb db, AuditEvent what, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var head = await db.HoldAuditAsync(what.ChainId, cancellationToken);
        var entry = new AuditEntry(what, head.Seq + 1, head.Hash, now);
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        db.Entry(entry).State = EntityState.Detached;
        await db.Database.ExecuteSqlAsync(
            $"UPDATE audit_heads SET seq = {entry.Seq}, hash = {entry.Hash}, moved_at = clock_timestamp() WHERE project_id = {what.ChainId}", cancellationToken);
    }

    /// <summary>
    /// The end of the chain, held until the caller's transaction ends: nobody else adds to it meanwhile. A project is held before its chain, so that neither goes away without
    /// the other, and who deletes it waits for who writes about it.
    /// </summary>
    public static async Task<AuditHead> HoldAuditAsync(this CodeRunnerDb db, Guid chainId, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("An audit entry is written in the transaction of what it is about.");
        if (chainId == AuditChain.Platform)
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO audit_heads (project_id, seq, hash) VALUES ({chainId}, 0, ''::bytea) ON CONFLICT (project_id) DO NOTHING", cancellationToken);
        }
        else
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO audit_heads (project_id, seq, hash) SELECT id, 0, ''::bytea FROM projects WHERE id = {chainId} FOR KEY SHARE ON CONFLICT (project_id) DO NOTHING", cancellationToken);
        }
        return await db.AuditHeads.FromSql($"SELECT * FROM audit_heads WHERE project_id = {chainId} FOR UPDATE").AsNoTracking().SingleAsync(cancellationToken);
    }

    /// <summary>Removes the chain of a project whose row the caller's transaction has deleted: by then nobody writes in it, and nobody begins to.</summary>
    public static async Task ForgetAuditAsync(this CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken)
    {
        await db.AuditEntries.Where(entry => entry.ChainId == projectId).ExecuteDeleteAsync(cancellationToken);
        await db.AuditHeads.Where(head => head.ChainId == projectId).ExecuteDeleteAsync(cancellationToken);
    }
}
