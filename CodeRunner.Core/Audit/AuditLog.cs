using CodeRunner.Contracts.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Audit;

/// <summary>The audit log of each project in the database.</summary>
public static class AuditLog
{
    private const int EntriesAtOnce = 5000;

    /// <summary>
    /// Writes an entry in the caller's transaction, and holds the project's chain until that ends: what is written down and what it is about become true together, or
    /// not at all.
    /// </summary>
    public static async Task AppendAuditAsync(this CodeRunnerDb db, AuditEvent what, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("An audit entry is written in the transaction of what it is about.");
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO audit_heads (project_id, seq, hash) VALUES ({what.ProjectId}, 0, ''::bytea) ON CONFLICT (project_id) DO NOTHING", cancellationToken);
        var head = await db.AuditHeads.FromSql($"SELECT * FROM audit_heads WHERE project_id = {what.ProjectId} FOR UPDATE").AsNoTracking().SingleAsync(cancellationToken);
        var entry = new AuditEntry(what, head.Seq + 1, head.Hash, now);
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        db.Entry(entry).State = EntityState.Detached;
        await db.Database.ExecuteSqlAsync($"UPDATE audit_heads SET seq = {entry.Seq}, hash = {entry.Hash} WHERE project_id = {what.ProjectId}", cancellationToken);
    }

    /// <summary>Follows the project's chain from its beginning to its head.</summary>
    public static async Task<AuditVerification> VerifyAuditAsync(this CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken)
    {
        // The head is read first: entries that come meanwhile lie beyond it.
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(each => each.ProjectId == projectId, cancellationToken) ?? new AuditHead();
        var (seq, hash) = (0L, Array.Empty<byte>());
        while (seq < head.Seq)
        {
            var after = seq;
            var entries = await db.AuditEntries.AsNoTracking()
                .Where(entry => entry.ProjectId == projectId && entry.Seq > after && entry.Seq <= head.Seq)
                .OrderBy(entry => entry.Seq).Take(EntriesAtOnce).ToListAsync(cancellationToken);
            foreach (var entry in entries)
            {
                if (entry.Seq != seq + 1 || !entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash(hash)))
                    return new AuditVerification(false, head.Seq, seq + 1);
                (seq, hash) = (entry.Seq, entry.Hash);
            }
            if (entries.Count == 0)
                return new AuditVerification(false, head.Seq, seq + 1);
        }
        var whole = hash.AsSpan().SequenceEqual(head.Hash) && !await db.AuditEntries.AnyAsync(entry => entry.ProjectId == projectId && entry.Seq < 1, cancellationToken);
        return new AuditVerification(whole, head.Seq, whole ? null : head.Seq);
    }
}
