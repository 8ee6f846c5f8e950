using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Scaling;

/// <summary>Which page of which decisions is asked for: newest first.</summary>
internal sealed record ScalingDecisionQuery(
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description("`next` of the page before.")] string? After,
    [FromQuery(Name = "from")][property: Description("Only those that lasted until this time or began later.")] string? From,
    [FromQuery(Name = "to")][property: Description("Only those that began before this time.")] string? To,
    [FromQuery(Name = "changesOnly")][property: Description("true: only those that changed the number of instances.")] string? ChangesOnly)
{
    private readonly PageQuery page = new(Limit, After: null);

    public int Size => page.Size;

    private long Before => After is null ? long.MaxValue : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    public Faults Check() => page.Check()
        .Check(Before > 0, "after", "It must be the `next` of an earlier page.")
        .Check(From is null || QueryTime.TryParse(From, out _), "from", "It must be a time such as 2026-11-22T12:00:00Z.")
        .Check(To is null || QueryTime.TryParse(To, out _), "to", "It must be a time such as 2026-11-22T12:00:00Z.")
        .Check(ChangesOnly is null || bool.TryParse(ChangesOnly, out _), "changesOnly", "It must be true or false.");

    /// <summary>A page, and one decision more where there are more.</summary>
    public IQueryable<ScalingDecision> Of(IQueryable<ScalingDecision> decisions)
    {
        var before = Before;
        decisions = decisions.Where(decision => decision.Id < before);
        if (bool.TryParse(ChangesOnly, out var changes) && changes)
            decisions = decisions.Where(decision => decision.From != decision.To);
        if (QueryTime.TryParse(From, out var since))
            decisions = decisions.Where(decision => decision.Until >= since);
        if (QueryTime.TryParse(To, out var until))
            decisions = decisions.Where(decision => decision.Time < until);
        return decisions.OrderByDescending(decision => decision.Id).Take(Size + 1);
    }

    public Page<ScalingDecisionResponse> Cut(IReadOnlyList<ScalingDecision> rows)
    {
        var items = rows.Take(Size).Select(Show).ToList();
        return new(items, rows.Count > Size ? items[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static ScalingDecisionResponse Show(ScalingDecision decision) => new(
        decision.Id, decision.Time, decision.Until, decision.From, decision.To, decision.Rule, decision.Reason, decision.Inputs, decision.Next);
}
