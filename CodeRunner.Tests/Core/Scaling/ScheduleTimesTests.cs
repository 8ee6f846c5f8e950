using CodeRunner.Core.Scaling;

namespace CodeRunner.Tests.Core.Scaling;

public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("2026-11-23T06:59:59Z", false)]
    [InlineData("2026-11-23T07:00:00Z", true)]
    [InlineData("2026-11-23T16:59:59Z", true)]
    [InlineData("2026-11-23T17:00:00Z", false)]
    [InlineData("2026-11-22T12:00:00Z", false)]
    public void It_holds_from_its_time_on_for_as_long_as_it_lasts_in_its_time_zone(string now, bool holds) =>
        Times("0 8 * * 1-5", "Europe/Berlin", 600).Holds(DateTimeOffset.Parse(now)).ShouldBe(holds);

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)]
    [InlineData("2026-03-29T01:01:00Z", true)]
    public void A_time_that_the_clocks_leave_out_is_the_next_that_there_is(string now, bool holds) =>
        Times("30 2 * * *", "Europe/Berlin", 30).Holds(DateTimeOffset.Parse(now)).ShouldBe(holds);

    [Fact]
    public void It_may_last_longer_than_until_it_begins_again() => Times("0 0 * * *", "UTC", 3000).Holds(DateTimeOffset.Parse("2026-11-23T23:59:00Z")).ShouldBeTrue();

    [Fact]
    public void It_says_when_it_begins_next() =>
        Times("0 8 * * 1-5", "Europe/Berlin", 600).Next(DateTimeOffset.Parse("2026-11-27T12:00:00Z")).ShouldBe(DateTimeOffset.Parse("2026-11-30T07:00:00Z"));

    private static ScheduleTimes Times(string cron, string zone, int minutes) =>
        ScheduleTimes.TryParse(cron, zone, TimeSpan.FromMinutes(minutes), out var times) ? times : throw new ArgumentException(cron);
}
