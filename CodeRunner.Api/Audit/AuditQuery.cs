using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Problems;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

/// <summary>Which entries are asked for: newest first.</summary>
internal sealed record AuditQuery(
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description("`next` of the page before.")] string? After,
    [FromQuery(Name = "action")][property: Description("Only this action, such as secret.reveal; `secret.` for all of secrets.")] string? Action,
    [FromQuery(Name = "actor")][property: Description("Only what the user of this e-mail address did; coderunner for the platform itself.")] string? Actor,
    [FromQuery(Name = "from")][property: Description("Not before this time.")] string? From,
    [FromQuery(Name = "to")][property: Description("Before this time.")] string? To)
{
    private const int Most = 200;
    private const int Usual = 50;
    private const int LookedThrough = 10_000;

    public int Size => Limit is null ? Usual : int.TryParse(Limit, CultureInfo.InvariantCulture, out var size) ? size : 0;

    private long Before => After is null ? long.MaxValue : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0;

    public Faults Check() => new Faults()
        .Check(Size is >= 1 and <= Most, "limit", $"It must be a number from 1 to {Most}.")
        .Check(Before > 0, "after", "It must be the `next` of an earlier page.")
        .Check(From is null || Time(From) is not null, "from", "It must be a time such as 2026-11-22T12:00:00Z.")
        .Check(To is null || Time(To) is not null, "to", "It must be a time such as 2026-11-22T12:00:00Z.");

    /// <summary>The project's entries that match. An address is its user's, however it is written; of an account that is gone only the newest entries are looked through.</summary>
    public async Task<IQueryable<AuditEntry>> ApplyAsync(CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken)
    {
        var entries = db.AuditEntries.AsNoTracking().Where(entry => entry.ProjectId == projectId);
        if (Actor?.Trim() is not { Length: > 0 } actor)
            return Apply(entries);
        var normalized = User.Normalize(actor);
        if (normalized == User.Normalize(AuditEvent.Platform.Email))
            return Apply(entries.Where(entry => entry.ActorId == null));
        if (await db.Users.Where(user => user.NormalizedEmail == normalized).Select(user => (Guid?)user.Id).SingleOrDefaultAsync(cancellationToken) is { } id)
            return Apply(entries.Where(entry => entry.ActorId == id));
        var oldest = await entries.MaxAsync(entry => (long?)entry.Seq, cancellationToken) - LookedThrough ?? 0;
        return Apply(entries.Where(entry => entry.Seq > oldest && entry.ActorEmail.ToUpper() == normalized));
    }

    private IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> entries)
    {
        var (before, from, to) = (Before, From is null ? null : Time(From), To is null ? null : Time(To));
        entries = entries.Where(entry => entry.Seq < before);
        if (Action is { Length: > 0 } action)
            entries = action.EndsWith('.') ? entries.Where(entry => entry.Action.StartsWith(action)) : entries.Where(entry => entry.Action == action);
        if (from is { } since)
            entries = entries.Where(entry => entry.Time >= since);
        if (to is { } until)
            entries = entries.Where(entry => entry.Time < until);
        return entries.OrderByDescending(entry => entry.Seq);
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
