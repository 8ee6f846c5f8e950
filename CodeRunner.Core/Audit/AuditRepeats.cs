using CodeRunner.Contracts.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Audit;

/// <summary>Keeps what repeats itself from growing the log: what is the same as within the last minute is not written down again.</summary>
public static class AuditRepeats
{
    /// <summary>Entries for denials of one actor in one chain in a minute, of whatever: the last of them says that there were more. All strangers together are one.</summary>
    public const int MostDenials = 30;

    /// <summary>How long what is the same is one entry.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The entry to write for a denied try; null when there is one already that stands for it too. It is so as long as the caller holds the chain.</summary>
    public static async Task<AuditEvent?> SumUpDenialAsync(this CodeRunnerDb db, AuditEvent denial, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Window;
        var recent = await db.AuditEntries
            .Where(entry => entry.ChainId == denial.ChainId && entry.Time > since && entry.ActorId == denial.Actor.Id && entry.Outcome == AuditOutcome.Denied)
            .OrderByDescending(entry => entry.Seq).Take(MostDenials)
            .Select(entry => new { entry.Action, entry.Target, entry.Environment, entry.Ip, entry.Detail }).ToListAsync(cancellationToken);
        if (recent.Count >= MostDenials || recent.Exists(entry => entry.Action == denial.Action && entry.Target == denial.Target && entry.Environment == denial.Environment
            && entry.Ip == denial.Ip && entry.Detail == denial.Detail))
            return null;
        return recent.Count == MostDenials - 1 ? denial with { Detail = AuditEvent.Json(new { more = true }) } : denial;
    }

    /// <summary>Whether the very same was written down within the last minute, such as the injection into an app that crashes again and again.</summary>
    public static Task<bool> IsRepeatedAsync(this CodeRunnerDb db, AuditEvent what, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Window;
        return db.AuditEntries.AnyAsync(
            entry => entry.ChainId == what.ChainId && entry.Time > since && entry.ActorId == what.Actor.Id && entry.Action == what.Action && entry.Target == what.Target
                && entry.Environment == what.Environment && entry.Outcome == what.Outcome && entry.Detail == what.Detail,
            cancellationToken);
    }
}
