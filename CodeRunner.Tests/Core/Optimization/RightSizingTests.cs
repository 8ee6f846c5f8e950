using System.Text.Json;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class RightSizingTests
{
    private const double Gb = 1L << 30;

    private static readonly DateTimeOffset Midnight = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly SizingBounds Bounds = SizingBounds.UpTo(8, 16 * Gb);
    private static readonly AppliedLimits Declared = new(4, 8 * Gb, ChangedAt: null);

    [Fact]
    public void Steady_usage_gets_limits_a_little_over_it()
    {
        var decision = Decide(Steady(hours: 6), Declared, hours: 6);

        decision.Changed.ShouldBeTrue();
        decision.Cpu.Limit.ShouldBeInRange(1, 1.05);
        decision.Cpu.Utilisation.ShouldBeGreaterThan(0.9);
        decision.CpuBefore.Utilisation.ShouldBe(0.25, 0.03);
        decision.Memory.Limit.ShouldBeInRange(2.5 * Gb, 3.5 * Gb);
        decision.Memory.Over.ShouldBe(0);
    }

    [Fact]
    public void Bold_limits_are_lower_than_balanced_ones_and_those_than_cautious_ones()
    {
        var history = new UsageHistory();
        var random = new Random(3);
        for (var step = 0; step < 144; step++)
            history.Observe(new UsageSample(At(step / 12.0), 1 + random.NextDouble(), (2 + random.NextDouble()) * Gb), 8 * Gb);

        var by = Enum.GetValues<OptimizationStrategy>().Select(strategy => RightSizing.Decide(history, Declared, strategy, OptimizationTargets.None, Bounds, At(12))).ToList();
        by.Select(decision => decision.Cpu.Limit).ShouldBeInOrder(SortDirection.Descending);
        by.Select(decision => decision.Memory.Limit).ShouldBeInOrder(SortDirection.Descending);
        by.Select(decision => decision.Cpu.Over).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void Limits_that_were_changed_hold_for_an_hour_whatever_comes()
    {
        var history = Steady(hours: 6);
        var applied = Decide(history, Declared, hours: 6).Applied(Declared, At(6));
        Use(history, from: 6, hours: 2, cpus: 5, memory: 7 * Gb);

        Decide(history, applied, hours: 6.99).Changed.ShouldBeFalse();
        Decide(history, applied, hours: 6.99).Cpu.Limit.ShouldBe(applied.Cpus);
        var later = Decide(history, applied, hours: 7);
        later.Changed.ShouldBeTrue();
        later.Cpu.Limit.ShouldBeGreaterThan(4.9);
        later.Memory.Limit.ShouldBeGreaterThan(7 * Gb);
    }

    [Fact]
    public void Limits_that_fit_are_left_alone()
    {
        var history = Steady(hours: 6);
        var applied = Decide(history, Declared, hours: 6).Applied(Declared, At(6));
        Use(history, from: 6, hours: 4, cpus: 1, memory: 2 * Gb);

        Decide(history, applied, hours: 10).Changed.ShouldBeFalse();
    }

    [Fact]
    public void An_oom_kill_raises_memory_at_once_and_leaves_cpu_for_its_hour()
    {
        var history = Steady(hours: 6);
        var applied = Decide(history, Declared, hours: 6).Applied(Declared, At(6));
        history.Observe(new UsageSample(At(6.1), 1, applied.MemoryBytes, OomKilled: true), applied.MemoryBytes);

        var decision = Decide(history, applied, hours: 6.1);
        decision.Changed.ShouldBeTrue();
        decision.Memory.Limit.ShouldBeGreaterThanOrEqualTo(applied.MemoryBytes * 1.2);
        decision.Cpu.Limit.ShouldBe(applied.Cpus);
        var raised = decision.Applied(applied, At(6.1));
        Decide(history, raised, hours: 6.2).Changed.ShouldBeFalse();
        // It isn't forgotten when the hour is over, either.
        Use(history, from: 6.1, hours: 3, cpus: 1, memory: 2 * Gb);
        Decide(history, raised, hours: 9.1).Memory.Limit.ShouldBeGreaterThanOrEqualTo(applied.MemoryBytes * 1.2);
    }

    [Fact]
    public void An_oom_kill_at_the_most_that_there_is_changes_nothing()
    {
        var history = Steady(hours: 1);
        history.Observe(new UsageSample(At(1), 1, 16 * Gb, OomKilled: true), 16 * Gb);

        Decide(history, Declared with { MemoryBytes = 16 * Gb }, hours: 1).Changed.ShouldBeFalse();
    }

    [Fact]
    public void A_quarter_of_an_hour_is_too_little_to_say_anything()
    {
        var history = new UsageHistory();
        Decide(history, Declared, hours: 0).Changed.ShouldBeFalse();
        Use(history, from: 0, hours: 0.25, cpus: 1, memory: Gb);

        var decision = Decide(history, Declared, hours: 0.25);
        decision.Changed.ShouldBeFalse();
        decision.Cpu.Limit.ShouldBe(4);
    }

    [Fact]
    public void Confidence_grows_with_history_and_holes_take_from_it()
    {
        Steady(hours: 24).Confidence.ShouldBe(0.5, 0.01);
        Steady(hours: 48).Confidence.ShouldBe(0.75, 0.01);
        var holed = Steady(hours: 24);
        Use(holed, from: 48, hours: 0.25, cpus: 1, memory: 2 * Gb);
        holed.Confidence.ShouldBe(0.25, 0.02);
    }

    [Fact]
    public void Who_wants_room_gets_it()
    {
        var roomy = RightSizing.Decide(Steady(hours: 6), Declared, OptimizationStrategy.Balanced, new OptimizationTargets(Cpu: 0.5, Memory: 0.4), Bounds, At(6));

        roomy.Cpu.Limit.ShouldBe(2, 0.1);
        roomy.Memory.Limit.ShouldBe(5 * Gb, 0.2 * Gb);
    }

    [Fact]
    public void No_limit_is_outside_of_the_bounds()
    {
        var history = new UsageHistory();
        Use(history, from: 0, hours: 3, cpus: 0, memory: 0);
        var none = Decide(history, Declared, hours: 3);
        none.Cpu.Limit.ShouldBe(Bounds.LeastCpus);
        none.Memory.Limit.ShouldBe(Bounds.LeastMemoryBytes);

        Use(history, from: 3, hours: 3, cpus: 50, memory: 90 * Gb);
        var all = Decide(history, Declared, hours: 6);
        all.Cpu.Limit.ShouldBe(8);
        all.Memory.Limit.ShouldBe(16 * Gb);
    }

    [Fact]
    public void What_is_no_measurement_or_comes_twice_teaches_nothing()
    {
        var history = Steady(hours: 6);
        var before = Decide(history, Declared, hours: 6);
        history.Observe(new UsageSample(At(7), double.NaN, 2 * Gb), 8 * Gb);
        history.Observe(new UsageSample(At(7), 1, double.PositiveInfinity), 8 * Gb);
        history.Observe(new UsageSample(At(3), 8, 15 * Gb), 8 * Gb);

        Decide(history, Declared, hours: 6).ShouldBe(before);
    }

    [Fact]
    public void History_goes_on_from_a_checkpoint()
    {
        var history = Steady(hours: 30);
        history.Observe(new UsageSample(At(31), 1, 2 * Gb, OomKilled: true), 2 * Gb);
        var stored = JsonSerializer.Serialize(history.ToCheckpoint());
        stored.Length.ShouldBeLessThan(20_000);
        UsageHistory.TryLoad(JsonSerializer.Deserialize<SizingCheckpoint>(stored)!, out var loaded).ShouldBeTrue();

        loaded!.Confidence.ShouldBe(history.Confidence);
        Use(history, from: 32, hours: 3, cpus: 2, memory: 3 * Gb);
        Use(loaded, from: 32, hours: 3, cpus: 2, memory: 3 * Gb);
        var (one, other) = (Decide(history, Declared, hours: 35), Decide(loaded, Declared, hours: 35));
        other.Cpu.Limit.ShouldBe(one.Cpu.Limit, one.Cpu.Limit * 0.03);
        other.Memory.Limit.ShouldBe(one.Memory.Limit, one.Memory.Limit * 0.03);
        other.Changed.ShouldBe(one.Changed);
        other.Reason.ShouldBe(one.Reason);
    }

    [Fact]
    public void A_checkpoint_of_another_version_is_refused()
    {
        var stored = Steady(hours: 2).ToCheckpoint();

        UsageHistory.TryLoad(stored with { Cpu = stored.Cpu with { Ratios = [.. stored.Cpu.Ratios.Skip(1)] } }, out _).ShouldBeFalse();
        UsageHistory.TryLoad(stored with { Memory = stored.Memory with { Seen = stored.Memory.Seen with { TotalWeight = -1 } } }, out _).ShouldBeFalse();
    }

    private static SizingDecision Decide(UsageHistory history, AppliedLimits applied, double hours) =>
        RightSizing.Decide(history, applied, OptimizationStrategy.Balanced, OptimizationTargets.None, Bounds, At(hours));

    private static UsageHistory Steady(double hours)
    {
        var history = new UsageHistory();
        Use(history, from: 0, hours, cpus: 1, memory: 2 * Gb);
        return history;
    }

    private static void Use(UsageHistory history, double from, double hours, double cpus, double memory)
    {
        for (var step = 1; step <= hours * 12; step++)
            history.Observe(new UsageSample(At(from + step / 12.0), cpus, memory), 8 * Gb);
    }

    private static DateTimeOffset At(double hours) => Midnight + TimeSpan.FromMinutes(Math.Round(hours * 60));
}
