using CodeRunner.Core.Optimization.Recommending;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class AppliedWatchTests
{
    private static readonly HealthWindow Before = new(TimeSpan.FromHours(2), Restarts: 0, OomKills: 0, Requests: 10_000, P95Ms: 100);
    private static readonly HealthWindow Well = Before with { Duration = TimeSpan.FromMinutes(30), Requests = 2_500 };

    [Fact]
    public void What_does_no_harm_is_kept()
    {
        Decide(Well).ShouldBeOfType<WatchVerdict.Keep>();
        Decide(Well with { Restarts = 1 }).ShouldBeOfType<WatchVerdict.Keep>();
        Decide(Well with { P95Ms = 124 }).ShouldBeOfType<WatchVerdict.Keep>();
    }

    [Fact]
    public void One_oom_kill_undoes_it() => Undone(Before, Well with { OomKills = 1, Restarts = 1 }).ShouldContain("want of memory once");

    [Fact]
    public void Restarts_undo_it() => Undone(Before, Well with { Restarts = 2 }).ShouldContain("ended 2 times");

    [Fact]
    public void Who_was_killed_as_often_before_is_not_worse_off()
    {
        var often = Before with { OomKills = 8, Restarts = 8 };

        AppliedWatch.Decide(often, Well with { OomKills = 2, Restarts = 2 }).ShouldBeOfType<WatchVerdict.Keep>();
        Undone(often, Well with { OomKills = 3, Restarts = 3 }).ShouldContain("killed");
    }

    [Fact]
    public void A_slower_app_undoes_it() => Undone(Before, Well with { P95Ms = 126 }).ShouldContain("126 ms since, after 100 ms before");

    [Fact]
    public void A_latency_that_nobody_notices_or_hardly_anybody_had_does_not()
    {
        AppliedWatch.Decide(Before with { P95Ms = 4 }, Well with { P95Ms = 9 }).ShouldBeOfType<WatchVerdict.Keep>();
        Decide(Well with { P95Ms = 900, Requests = 99 }).ShouldBeOfType<WatchVerdict.Keep>();
        AppliedWatch.Decide(Before with { Requests = 0, P95Ms = null }, Well with { P95Ms = 900 }).ShouldBeOfType<WatchVerdict.Keep>();
    }

    private static WatchVerdict Decide(HealthWindow after) => AppliedWatch.Decide(Before, after);

    private static string Undone(HealthWindow before, HealthWindow after) => AppliedWatch.Decide(before, after).ShouldBeOfType<WatchVerdict.Undo>().Reason;
}
