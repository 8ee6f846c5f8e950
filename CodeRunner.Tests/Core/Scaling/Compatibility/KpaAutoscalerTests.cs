using CodeRunner.Core.Scaling.Compatibility;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class KpaAutoscalerTests
{
    private static readonly KpaSpec Spec = new() { TargetValue = 10, MinScale = 1, MaxScale = 50 };

    [Fact]
    public void It_panics_at_twice_what_is_ready_and_is_calm_a_window_after()
    {
        var autoscaler = new KpaAutoscaler(Spec, ready: 1, nowSeconds: 0);

        autoscaler.Decide(0, 2, stable: 20, panic: 40).Desired.ShouldBe(4);
        autoscaler.Panicking.ShouldBeTrue();
        autoscaler.Decide(30, 4, stable: 10, panic: 10).Desired.ShouldBe(4);
        autoscaler.Decide(60, 4, stable: 10, panic: 10).Desired.ShouldBe(4);
        autoscaler.Decide(62, 4, stable: 10, panic: 10).Desired.ShouldBe(2);
        autoscaler.Panicking.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, 5.0, 5.0)]
    [InlineData(1, null, 5.0)]
    [InlineData(1, 5.0, null)]
    public void What_it_cannot_see_it_does_not_judge(int? ready, double? stable, double? panic) =>
        new KpaAutoscaler(Spec, 1, 0).Decide(0, ready, stable, panic).Valid.ShouldBeFalse();

    [Fact]
    public void It_stays_within_its_limits_and_a_panic_never_takes_pods_away() => Prop.ForAll(ArbMap.Default.ArbFor<(byte, byte, byte)[]>(), steps =>
    {
        var (autoscaler, now, before) = (new KpaAutoscaler(Spec, 1, 0), 0.0, 1);
        foreach (var (ready, stable, panic) in steps)
        {
            var panicked = autoscaler.Panicking;
            var desired = autoscaler.Decide(now += KpaAutoscaler.TickSeconds, ready, stable * 3, panic * 3).Desired;
            if (desired is < 1 or > 50 || (panicked && autoscaler.Panicking && desired < before))
                return false;
            before = desired;
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_delay_keeps_the_highest_of_its_ticks() => Prop.ForAll(ArbMap.Default.ArbFor<(byte, byte)[]>(), steps =>
    {
        const int ticks = 5;
        var (window, now, all) = (new KpaDelayWindow(ticks * KpaAutoscaler.TickSeconds), 0.0, new List<(long Tick, int Value)>());
        foreach (var (value, wait) in steps)
        {
            now += wait % 9 * 0.7;
            var tick = (long)(now / KpaAutoscaler.TickSeconds);
            all.Add((tick, value));
            if (window.Highest(value, now) != all.Where(each => tick - each.Tick < ticks).Max(each => each.Value))
                return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();
}
