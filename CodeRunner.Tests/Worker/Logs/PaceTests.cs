using CodeRunner.Worker.Logs;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Worker.Logs;

public sealed class PaceTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_seconds_worth_goes_at_once_and_then_as_fast_as_is_allowed()
    {
        var pace = new Pace(linesPerSecond: 100, bytesPerSecond: 1_000_000, clock);
        for (var line = 0; line < 100; line++)
            pace.Take(10).ShouldBe(TimeSpan.Zero);

        pace.Take(10).ShouldBe(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(0.1));
        for (var line = 0; line < 49; line++)
            pace.Take(10);
        clock.Advance(TimeSpan.FromMilliseconds(400));
        pace.Take(10).ShouldBe(TimeSpan.FromMilliseconds(110), TimeSpan.FromMilliseconds(0.1));
    }

    [Fact]
    public void Large_lines_are_counted_by_their_size()
    {
        var pace = new Pace(linesPerSecond: 1000, bytesPerSecond: 1000, clock);
        pace.Take(900).ShouldBe(TimeSpan.Zero);
        pace.Take(600).ShouldBe(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(0.1));
        clock.Advance(TimeSpan.FromHours(1));
        pace.Take(1000).ShouldBe(TimeSpan.Zero);
        pace.Take(1).ShouldBe(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(0.1));
    }
}
