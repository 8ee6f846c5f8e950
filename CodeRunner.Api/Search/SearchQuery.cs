using System.ComponentModel;
using CodeRunner.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Search;

/// <summary>What is looked for.</summary>
internal sealed record SearchQuery(
    [FromQuery(Name = "q")][property: Description("A part of a name or slug; when left out, the newest are found.")] string? Text,
    [FromQuery(Name = "limit")][property: Description("Items at most, 1 to 50; 20 when left out.")] string? Limit)
{
    private const int MostText = 100;
    private const int Most = 50;
    private const int Usual = 20;

    /// <summary>0 where the text is no number: <see cref="Check"/> says so.</summary>
    public int Size => Limit is null ? Usual : int.TryParse(Limit, out var size) ? size : 0;

    public string Wanted => (Text ?? "").Trim();

    public Faults Check() => new Faults()
        .Check(Size is >= 1 and <= Most, "limit", $"It must be a number from 1 to {Most}.")
        .Check(Wanted.Length <= MostText && !Wanted.Any(char.IsControl), "q", $"It must have {MostText} characters at most, and no control characters.");
}
