using System.ComponentModel;
using CodeRunner.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Limiting;

/// <summary>As <see cref="GreatestQuery"/>, also of one user's projects.</summary>
internal sealed record ProjectsQuery(
    [FromQuery(Name = "limit")][property: Description(GreatestQuery.LimitText)] string? Limit,
    [FromQuery(Name = "after")][property: Description(GreatestQuery.AfterText)] string? After,
    [FromQuery(Name = "user")][property: Description("Only projects that count against the user of this e-mail address.")] string? User,
    [FromQuery(Name = "own")][property: Description(GreatestQuery.OwnText)] bool Own = false)
{
    public GreatestQuery Page { get; } = new(Limit, After, Own);

    public Faults Check() => Page.Check();
}
