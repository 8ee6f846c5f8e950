using System.ComponentModel;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Audit;

/// <summary>Which page of which entries is asked for: newest first.</summary>
internal sealed record AuditQuery(
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description(AuditFilter.AfterText)] string? After,
    [FromQuery(Name = "action")][property: Description(AuditFilter.ActionText)] string? Action,
    [FromQuery(Name = "actor")][property: Description(AuditFilter.ActorText)] string? Actor,
    [FromQuery(Name = "from")][property: Description(AuditFilter.FromText)] string? From,
    [FromQuery(Name = "to")][property: Description(AuditFilter.ToText)] string? To)
{
    private readonly PageQuery page = new(Limit, After: null);
    private readonly AuditFilter filter = new(After, Action, Actor, From, To);

    public int Size => page.Size;

    public Faults Check() => filter.Check(page.Check());

    public Task<IQueryable<AuditEntry>> ApplyAsync(CodeRunnerDb db, Guid chainId, CancellationToken cancellationToken) => filter.ApplyAsync(db, chainId, cancellationToken);
}
