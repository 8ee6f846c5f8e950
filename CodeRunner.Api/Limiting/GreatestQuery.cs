using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Limiting;

/// <summary>What part of a list is asked for that has the greatest first: by instances that are reserved, of as many the newest.</summary>
internal sealed record GreatestQuery(
    [FromQuery(Name = "limit")][property: Description(GreatestQuery.LimitText)] string? Limit,
    [FromQuery(Name = "after")][property: Description(GreatestQuery.AfterText)] string? After,
    [FromQuery(Name = "own")][property: Description(GreatestQuery.OwnText)] bool Own = false)
{
    public const string LimitText = "Items on a page, 1 to 200; 50 when left out.";
    public const string AfterText = "`next` of the page before.";
    public const string OwnText = "Only those that have limits of their own.";

    private readonly NamedPageQuery page = new(Limit, After);

    public int Size => page.Size;

    /// <summary>Only what comes after it: fewer instances, or as many and a smaller id.</summary>
    public (int Instances, Guid Id) Before => page.From.Length == 0 ? (int.MaxValue, Guid.AllBitsSet) : Parse(page.From) ?? (-1, Guid.Empty);

    public Faults Check() => page.Check().Check(page.From.Length == 0 || Parse(page.From) is not null, "after", "It must be the `next` of an earlier page.");

    /// <summary>Makes the page of what a query for one item more than <see cref="Size"/> answered.</summary>
    public Page<TItem> Cut<TRow, TItem>(List<TRow> rows, Func<TRow, (int Instances, Guid Id)> place, Func<TRow, TItem> show)
    {
        var cut = page.Cut(rows, row => string.Create(CultureInfo.InvariantCulture, $"{place(row).Instances} {place(row).Id:n}"));
        return new Page<TItem>([.. cut.Items.Select(show)], cut.Next);
    }

    private static (int, Guid)? Parse(string name) =>
        name.Split(' ') is [var count, var id] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var instances) && Guid.TryParseExact(id, "n", out var parsed) ? (instances, parsed) : null;
}
