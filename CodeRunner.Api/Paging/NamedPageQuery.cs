using System.Buffers.Text;
using System.ComponentModel;
using System.Text;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Paging;

/// <summary>What part of a list is asked for whose items have names and no time: by name, a to z.</summary>
internal sealed record NamedPageQuery(
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description("`next` of the page before.")] string? After)
{
    private readonly PageQuery page = new(Limit, After: null);

    public int Size => page.Size;

    /// <summary>Only names that come after this one; "" for all.</summary>
    public string From => After is null ? "" : Decode(After) ?? "";

    public Faults Check() => page.Check().Check(After is null || Decode(After) is not null, "after", "It must be the `next` of an earlier page.");

    /// <summary>Makes the page of what a query for one item more than <see cref="Size"/> answered.</summary>
    public Page<T> Cut<T>(List<T> rows, Func<T, string> name)
    {
        var items = rows.GetRange(0, Math.Min(rows.Count, Size));
        return new Page<T>(items, rows.Count > Size ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name(items[^1]))) : null);
    }

    private static string? Decode(string after)
    {
        if (after.Length == 0 || !Base64Url.IsValid(after))
            return null;
        var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after));
        return name.Contains('\0') ? null : name;
    }
}
