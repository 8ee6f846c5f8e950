using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

/// <summary>Which entries are asked for: newest first.</summary>
internal sealed record AuditFilter(
    [FromQuery(Name = "after")][property: Description(AuditFilter.AfterText)] string? After,
    [FromQuery(Name = "action")][property: Description(AuditFilter.ActionText)] string? Action,
    [FromQuery(Name = "actor")][property: Description(AuditFilter.ActorText)] string? Actor,
    [FromQuery(Name = "from")][property: Description(AuditFilter.FromText)] string? From,
    [FromQuery(Name = "to")][property: Description(AuditFilter.ToText)] string? To)
{
    public const string AfterText = "`next` of the page before.";
    public const string ActionText = "Only this action, such as secret.reveal; `secret.` for all of secrets.";
    public const string ActorText = "Only what the user of this e-mail address did; coderunner for the platform itself, stranger for who has no account.";
    public const string FromText = "Not before this time.";
    public const string ToText = "Before this time.";

    private const int LookedThrough = 10_000;

    private static readonly string[] Nobodies = [AuditEvent.Platform.Email, AuditEvent.Stranger.Email];

    private long Before => After is null ? long.MaxValue : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0;

    public Faults Check() => Check(new Faults());

    public Faults Check(Faults faults) => faults
        .Check(Before > 0, "after", "It must be the `next` of an earlier page.")
        .Check(From is null || QueryTime.TryParse(From, out _), "from", "It must be a time such as 2026-11-22T12:00:00Z.")
        .Check(To is null || QueryTime.TryParse(To, out _), "to", "It must be a time such as 2026-11-22T12:00:00Z.");

    /// <summary>The chain's entries that match. An address is its user's, however it is written; of an account that is gone only the newest entries are looked through.</summary>
    public async Task<IQueryable<AuditEntry>> ApplyAsync(CodeRunnerDb db, Guid chainId, CancellationToken cancellationToken)
    {
        var entries = db.AuditEntries.AsNoTracking().Where(entry => entry.ChainId == chainId);
        if (Actor?.Trim() is not { Length: > 0 } actor)
            return Apply(entries);
        var normalized = User.Normalize(actor);
        if (Array.Find(Nobodies, each => User.Normalize(each) == normalized) is { } nobody)
            return Apply(entries.Where(entry => entry.ActorId == null && entry.ActorEmail == nobody));
        if (await db.Users.Where(user => user.NormalizedEmail == normalized).Select(user => (Guid?)user.Id).SingleOrDefaultAsync(cancellationToken) is { } id)
            return Apply(entries.Where(entry => entry.ActorId == id));
        var oldest = await entries.MaxAsync(entry => (long?)entry.Seq, cancellationToken) - LookedThrough ?? 0;
        return Apply(entries.Where(entry => entry.Seq > oldest && entry.ActorEmail.ToUpper() == normalized));
    }

    private IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> entries)
    {
        var before = Before;
        entries = entries.Where(entry => entry.Seq < before);
        if (Action is { Length: > 0 } action)
            entries = action.EndsWith('.') ? entries.Where(entry => entry.Action.StartsWith(action)) : entries.Where(entry => entry.Action == action);
        if (QueryTime.TryParse(From, out var since))
            entries = entries.Where(entry => entry.Time >= since);
        if (QueryTime.TryParse(To, out var until))
            entries = entries.Where(entry => entry.Time < until);
        return entries.OrderByDescending(entry => entry.Seq);
    }
}
