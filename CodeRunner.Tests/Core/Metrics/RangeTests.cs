using CodeRunner.Core.Metrics;

namespace CodeRunner.Tests.Core.Metrics;

public sealed class RangeTests
{
    /// <summary>Within a block of each level.</summary>
    private const long Now = 1_800_000_000 + 4567;
    private const int Hour = 3600;
    private const int Day = 24 * Hour;

    [Theory]
    [InlineData(900, null, 1, 1)]
    [InlineData(Hour, null, 5, 1)]
    [InlineData(Hour, 10, 10, 10)]
    [InlineData(6 * Hour, null, 30, 10)]
    [InlineData(Day, null, 120, 60)]
    [InlineData(7 * Day, null, 900, 900)]
    [InlineData(30 * Day, null, 3600, 900)]
    [InlineData(30 * Day, 1, 3600, 900)]
    [InlineData(30 * Day, 86_400, 86_400, 900)]
    [InlineData(90 * Day, null, 14_400, 900)]
    public void The_step_is_as_fine_as_a_thousand_points_allow(int span, int? wanted, int step, int level)
    {
        var range = MetricRange.Decide(Now - span, Now, wanted, Now);

        (range.Step, range.Level.Step).ShouldBe((step, level));
        ((range.To - range.From) / range.Step).ShouldBeInRange(1, MetricRange.MostPoints);
        (range.From % range.Step, range.To % range.Step).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(2 * Hour, 10)]
    [InlineData(2 * Day, 60)]
    [InlineData(60 * Day, 900)]
    public void Of_long_ago_nothing_finer_is_asked_for_than_is_kept(int ago, int step) =>
        MetricRange.Decide(Now - ago, Now - ago + 600, 1, Now).Step.ShouldBe(step);

    [Fact]
    public void A_question_is_answered_from_the_coarsest_rows_that_are_complete()
    {
        var range = MetricRange.Decide(Now - 30 * Day, Now, null, Now);
        long FloorOf(int span) => MetricLevel.Floor(Now, span);

        var pieces = MetricHistory.Pieces(range, new Dictionary<int, long> { [10] = FloorOf(600), [60] = FloorOf(Hour), [900] = FloorOf(Day) });

        pieces.Select(piece => piece.Level.Step).ShouldBe([900, 60, 10, 1]);
        pieces[0].From.ShouldBe(range.From);
        pieces[^1].To.ShouldBe(range.To);
        for (var index = 1; index < pieces.Count; index++)
            pieces[index].From.ShouldBe(pieces[index - 1].To);
        pieces.Take(3).Select(piece => piece.To).ShouldBe([FloorOf(Day), FloorOf(Hour), FloorOf(600)]);
    }
}
