using System.ComponentModel;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Costs;

/// <summary>Which days are asked for, as the client wrote it.</summary>
internal sealed record CostQuery(
    [FromQuery(Name = "from")][property: Description("From this day on (2026-11-01, or a time in it; UTC); the first of the month when left out.")] string? From,
    [FromQuery(Name = "to")][property: Description("Before this day, or to this time; the end of today when left out.")] string? To)
{
    private const int MostDays = 400;
    private const string NoDay = "It must be a day like 2026-11-22, or a time.";

    public Faults Check(DateTimeOffset now, out DateOnly from, out DateOnly to)
    {
        var tomorrow = Day(now).AddDays(1);
        var (fromIsDay, toIsDay) = (QueryTime.TryParse(From, out var first), QueryTime.TryParse(To, out var last) && last > DateTimeOffset.UnixEpoch);
        to = !toIsDay || Day(last) >= tomorrow ? tomorrow : last.UtcDateTime.TimeOfDay == TimeSpan.Zero ? Day(last) : Day(last).AddDays(1);
        from = From is null || !fromIsDay ? new DateOnly(to.AddDays(-1).Year, to.AddDays(-1).Month, 1) : Day(first);
        return new Faults()
            .Check(From is null || fromIsDay, "from", NoDay)
            .Check(To is null || toIsDay, "to", NoDay)
            .Check(from < to, "from", "It must be before `to`, and not after today.")
            .Check(to.DayNumber - from.DayNumber <= MostDays, "from", $"It must be at most {MostDays} days before `to`.");
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
