using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Audit;

/// <summary>The audit log of each project in the database.</summary>
public static class AuditLog
{
    /// <summary>
    /// Writes an entry in the caller's transaction, and holds the project's chain until that ends: what is written down and what it is about become true together, or
    /// not at all.
    /// </summary>
    public static async Task AppendAuditAsync(this CodeRunnerDb db, AuditEvent what, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var head = await db.HoldAuditAsync(what.ProjectId, cancellationToken);
        var entry = new AuditEntry(what, head.Seq + 1, head.Hash, now);
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        db.Entry(entry).State = EntityState.Detached;
        await db.Database.ExecuteSqlAsync(
            $"UPDATE audit_heads SET seq = {entry.Seq}, hash = {entry.Hash}, moved_at = clock_timestamp() WHERE project_id = {what.ProjectId}", cancellationToken);
    }

    /// <summary>The end of the project's chain, held until the caller's transaction ends: nobody else adds to it meanwhile.</summary>
    public static async Task<AuditHead> HoldAuditAsync(this CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("An audit entry is written in the transaction of what it is about.");
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO audit_heads (project_id, seq, hash) VALUES ({projectId}, 0, ''::bytea) ON CONFLICT (project_id) DO NOTHING", cancellationToken);
        return await db.AuditHeads.FromSql($"SELECT * FROM audit_heads WHERE project_id = {projectId} FOR UPDATE").AsNoTracking().SingleAsync(cancellationToken);
    }
}
