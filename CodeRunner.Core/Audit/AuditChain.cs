using System.Data;
using CodeRunner.Contracts.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Audit;

/// <summary>Whether what is in the audit log is what was written down.</summary>
public static class AuditChain
{
    private const int EntriesAtOnce = 5000;
    private const string PlatformName = "platform";

    /// <summary>The chain of what belongs to no project, such as signing in. Every other one has the id of its project, and no project has this one.</summary>
    public static Guid Platform { get; } = Guid.AllBitsSet;

    /// <summary>As people and files name it.</summary>
    public static string NameOf(Guid chainId) => chainId == Platform ? PlatformName : chainId.ToString();

    public static bool TryParse(string name, out Guid chainId)
    {
        chainId = Platform;
        return name == PlatformName || Guid.TryParse(name, out chainId);
    }

    /// <summary>Follows a chain from its beginning to its head, as they are at one moment, and looks for entries that lie elsewhere.</summary>
    public static Task<AuditVerification> VerifyAuditAsync(this CodeRunnerDb db, Guid chainId, CancellationToken cancellationToken) =>
        db.VerifyAuditAsync(chainId, new SortedDictionary<long, string>(), cancellationToken);

    /// <summary>As above, and compares it with hashes (hex, by seq) that are known from elsewhere: a chain that was rewritten as a whole holds together, but not with those.</summary>
    public static async Task<AuditVerification> VerifyAuditAsync(
        this CodeRunnerDb db, Guid chainId, SortedDictionary<long, string> known, CancellationToken cancellationToken)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(each => each.ChainId == chainId, cancellationToken);
        var agreed = new Agreement(known);
        var (seq, hash, bad) = await FollowAsync(db, chainId, head?.Seq ?? 0, agreed, cancellationToken);
        if (bad is { } broken)
            return new AuditVerification(false, head!.Seq, broken, "This entry was changed, moved or taken out.");
        var entries = db.AuditEntries.Where(entry => entry.ChainId == chainId);
        // One column after the other is a look at an index each.
        var (first, last) = (await entries.MinAsync(entry => (long?)entry.Seq, cancellationToken) ?? 1, await entries.MaxAsync(entry => (long?)entry.Seq, cancellationToken) ?? 0);
        return (head, first, last) switch
        {
            (null, _, > 0) => new AuditVerification(false, last, last + 1, "The head of the chain is gone, so entries after the last one may be too."),
            (_, < 1, _) => new AuditVerification(false, seq, first, "There is an entry before the first one."),
            _ when last > seq => new AuditVerification(false, seq, seq + 1, "Entries follow that the head of the chain does not know of."),
            _ when !hash.AsSpan().SequenceEqual(head?.Hash ?? []) => new AuditVerification(false, seq, seq, "The head of the chain has another hash than the last entry."),
            _ when agreed.Differs is { } from => new AuditVerification(false, seq, from, "From here on the chain is another one than a checkpoint kept elsewhere knows."),
            _ when known.Keys.LastOrDefault() > seq => new AuditVerification(false, seq, seq + 1, $"A checkpoint kept elsewhere knows of {known.Keys.Last()} entries."),
            _ => new AuditVerification(true, seq, null),
        };
    }

    /// <summary>The last entry that follows on the one before it, its hash, and the seq of the first one that does not.</summary>
    private static async Task<(long Seq, byte[] Hash, long? Bad)> FollowAsync(
        CodeRunnerDb db, Guid chainId, long last, Agreement agreed, CancellationToken cancellationToken)
    {
        var (seq, hash) = (0L, Array.Empty<byte>());
        while (seq < last)
        {
            var after = seq;
            var entries = await db.AuditEntries.AsNoTracking()
                .Where(entry => entry.ChainId == chainId && entry.Seq > after && entry.Seq <= last)
                .OrderBy(entry => entry.Seq).Take(EntriesAtOnce).ToListAsync(cancellationToken);
            foreach (var entry in entries)
            {
                if (entry.Seq != seq + 1 || !entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash(hash)))
                    return (seq, hash, seq + 1);
                (seq, hash) = (entry.Seq, entry.Hash);
                agreed.See(seq, hash);
            }
            if (entries.Count == 0)
                return (seq, hash, seq + 1);
        }
        return (seq, hash, null);
    }

    /// <summary>How far the chain is what is known from elsewhere.</summary>
    private sealed class Agreement(SortedDictionary<long, string> known)
    {
        private long good;

        /// <summary>The first entry that may be another one: the one after the last that was the same.</summary>
        public long? Differs { get; private set; }

        public void See(long seq, byte[] hash)
        {
            if (Differs is not null || !known.TryGetValue(seq, out var wanted))
                return;
            if (Convert.ToHexStringLower(hash) == wanted)
                good = seq;
            else
                Differs = good + 1;
        }
    }
}
