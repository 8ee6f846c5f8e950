using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Core.Metrics;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Metrics;

/// <summary>Which points are asked for, as the client wrote it.</summary>
internal sealed record MetricQuery(
    [FromQuery(Name = "from")][property: Description("From this time on (RFC 3339, or Unix seconds); an hour before `to` when left out.")] string? From,
    [FromQuery(Name = "to")][property: Description("Before this time (RFC 3339, or Unix seconds); now when left out.")] string? To,
    [FromQuery(Name = "step")][property: Description("Seconds from one point to the next; as few as may be when left out. The answer says which it has.")] string? Step,
    [FromQuery(Name = "instance")][property: Description("An instance's id: what it uses, instead of all of the deployment.")] string? Instance)
{
    private const long Hour = 3600;
    private const string NoTime = "It must be a time like 2026-11-22T12:00:00Z, or Unix seconds.";

    public bool TryRead(DateTimeOffset time, out MetricRange range, out Guid? instance, out Faults faults)
    {
        var now = time.ToUnixTimeSeconds();
        var (toIsTime, to) = Time(To, now + 1);
        var (fromIsTime, from) = Time(From, to - Hour);
        var step = int.TryParse(Step, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0;
        var one = Guid.TryParse(Instance, out var id);
        faults = new Faults()
            .Check(fromIsTime, "from", NoTime)
            .Check(toIsTime, "to", NoTime)
            .Check(!fromIsTime || !toIsTime || from < to, "from", "It must be before `to`.")
            .Check(!fromIsTime || !toIsTime || to - from <= MetricRange.Longest.TotalSeconds, "from", $"It must be at most {MetricRange.Longest.TotalDays} days before `to`.")
            .Check(Step is null || step, "step", "It must be a number of seconds.")
            .Check(Instance is null || one, "instance", "It must be an instance's id.");
        instance = one ? id : null;
        var fine = !faults.Any(out _);
        // What lies ahead has no points.
        var end = Math.Max(from + 1, Math.Min(to, now + 1));
        range = fine ? MetricRange.Decide(from, end, step ? wanted : null, now) : MetricRange.Decide(now - 1, now, null, now);
        return fine;
    }

    private static (bool IsTime, long Seconds) Time(string? text, long usual)
    {
        if (text is null)
            return (true, usual);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return (seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() - Hour, seconds);
        var fine = QueryTime.TryParse(text, out var time);
        return (fine && time > DateTimeOffset.UnixEpoch, fine ? time.ToUnixTimeSeconds() : usual);
    }
}
