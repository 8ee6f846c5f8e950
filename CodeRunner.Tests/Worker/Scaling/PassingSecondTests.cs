using CodeRunner.Worker.Scaling;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Worker.Scaling;

public sealed class PassingSecondTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void It_tells_what_came_in_a_second_and_never_what_came_in_more()
    {
        var passing = new PassingSecond(clock);
        passing.Look(1000).ShouldBeNull();

        After(200, () => passing.Look(1010)).ShouldBe(10);
        After(200, () => passing.Look(1020)).ShouldBe(20);
        for (var count = 1030; count <= 1100; count += 10)
            After(200, () => passing.Look(count)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(50);
        After(5000, () => passing.Look(2000)).ShouldBeNull();
    }

    [Fact]
    public void A_count_that_begins_anew_is_no_surge()
    {
        var passing = new PassingSecond(clock);
        passing.Look(5000);

        After(200, () => passing.Look(3)).ShouldBeNull();
        After(200, () => passing.Look(5)).ShouldBe(2);
    }

    private int? After(int milliseconds, Func<int?> look)
    {
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return look();
    }
}
