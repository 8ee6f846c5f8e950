using System.ComponentModel;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Core.Alerts;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Alerts;

/// <summary>Which alerts are asked for.</summary>
internal sealed record AlertFilter([FromQuery(Name = "state")][property: Description("firing or resolved; both when left out.")] string? State)
{
    private AlertState? Wanted => Enum.TryParse<AlertState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsDigit(State![0]) ? state : null;

    public Faults Check(Faults faults) => faults.Check(State is null || Wanted is not null, "state", "It must be firing or resolved.");

    public IQueryable<Alert> Of(IQueryable<Alert> alerts) => Wanted is { } state ? alerts.Where(alert => alert.State == state) : alerts;
}
