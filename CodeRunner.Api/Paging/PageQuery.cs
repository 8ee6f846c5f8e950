using System.Buffers.Text;
using System.ComponentModel;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Paging;

/// <summary>What part of a list is asked for. Lists are ordered by id, whose beginning is the time it was made, newest first.</summary>
internal sealed record PageQuery(
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description("`next` of the page before.")] string? After)
{
    private const int Most = 200;
    private const int Usual = 50;

    /// <summary>0 where the text is no number: <see cref="Check"/> says so.</summary>
    public int Size => Limit is null ? Usual : int.TryParse(Limit, out var size) ? size : 0;

    /// <summary>Only ids smaller than this one.</summary>
    public Guid Before => After is null ? Guid.AllBitsSet : Decode(After) ?? Guid.Empty;

    public Faults Check() => new Faults()
        .Check(Size is >= 1 and <= Most, "limit", $"It must be a number from 1 to {Most}.")
        .Check(After is null || Decode(After) is not null, "after", "It must be the `next` of an earlier page.");

    /// <summary>Makes the page of what a query for one item more than <see cref="Size"/> answered.</summary>
    public Page<TItem> Cut<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, Guid> id, Func<TRow, TItem> show)
    {
        var items = rows.Take(Size).ToList();
        return new Page<TItem>([.. items.Select(show)], rows.Count > Size ? Encode(id(items[^1])) : null);
    }

    private static string Encode(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    private static Guid? Decode(string after)
    {
        Span<byte> bytes = stackalloc byte[16];
        return after.Length == 22 && Base64Url.TryDecodeFromChars(after, bytes, out var written) && written == 16 ? new Guid(bytes, bigEndian: true) : null;
    }
}
