using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Access.Accounts;

/// <summary>Which accounts are asked for, and in which order. A page begins behind the last row of the one before, which `after` names as the order needs it.</summary>
internal sealed record AccountsQuery(
    [FromQuery(Name = "q")][property: Description("Only accounts that have this in their e-mail address or name.")] string? Text,
    [FromQuery(Name = "sort")][property: Description("`email`: by address, a to z, when left out; `newest`; `signin`: who signed in last first.")] string? Sort,
    [FromQuery(Name = "limit")][property: Description("Items on a page, 1 to 200; 50 when left out.")] string? Limit,
    [FromQuery(Name = "after")][property: Description("`next` of the page before.")] string? After)
{
    public const string ByEmail = "email";
    public const string Newest = "newest";
    public const string BySignIn = "signin";

    private const int MostText = 100;

    private readonly NamedPageQuery page = new(Limit, After);

    public int Size => page.Size;

    public string Order => Sort ?? ByEmail;

    public string Wanted => (Text ?? "").Trim();

    /// <summary>Of pages by address: only what comes after it.</summary>
    public string From => page.From;

    /// <summary>Of the other orders: only what is older.</summary>
    public (DateTimeOffset Time, Guid Id) Before => page.From.Length == 0 ? (DateTimeOffset.MaxValue, Guid.AllBitsSet) : Parse(page.From) ?? (DateTimeOffset.MinValue, Guid.Empty);

    public Faults Check() => page.Check()
        .Check(Order is ByEmail or Newest or BySignIn, "sort", $"It must be {ByEmail}, {Newest} or {BySignIn}.")
        .Check(Wanted.Length <= MostText && !Wanted.Any(char.IsControl), "q", $"It must have {MostText} characters at most, and no control characters.")
        .Check(page.From.Length == 0 || Order == ByEmail || Parse(page.From) is not null, "after", "It must be the `next` of an earlier page in the same order.");

    /// <summary>Makes the page of what a query for one item more than <see cref="Size"/> answered.</summary>
    public Page<AccountResponse> Cut(List<AccountRow> rows)
    {
        var cut = page.Cut(rows, row => Order == ByEmail ? row.NormalizedEmail : string.Create(CultureInfo.InvariantCulture, $"{(Order == Newest ? default : row.SignedInAt).UtcTicks} {row.Id:n}"));
        return new Page<AccountResponse>([.. cut.Items.Select(row => row.Shown)], cut.Next);
    }

    private static (DateTimeOffset, Guid)? Parse(string place) =>
        place.Split(' ') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "n", out var parsed) ? (new DateTimeOffset(time, TimeSpan.Zero), parsed) : null;
}
