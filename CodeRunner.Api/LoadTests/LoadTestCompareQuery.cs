using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.LoadTests;

/// <summary>Which releases are put side by side, as the client wrote them.</summary>
internal sealed record LoadTestCompareQuery(
    [FromQuery(Name = "releases")][property: Description("Two release numbers such as 3,4; when left out, the two newest that have a completed load test.")] string? Releases)
{
    public IReadOnlyList<int> Numbers => string.IsNullOrEmpty(Releases) ? [] : [.. Releases.Split(',').Select(Number)];

    public Faults Check() => new Faults().Check(Numbers is [] or [> 0, > 0] && Numbers.Distinct().Count() == Numbers.Count, "releases", "It must be two different release numbers, such as 3,4.");

    private static int Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
