using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Optimization.Histograms;
using CodeRunner.Core.Optimization.Recommending;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class RecommendationTests
{
    private const double Gb = 1L << 30;

    private static readonly RecommendationRules Balanced = RecommendationRules.Of(OptimizationStrategy.Balanced);
    private static readonly RunningCost Cost = new(Cpus: 2, MemoryBytes: 4 * Gb, Instances: 3, new PriceList("EUR", CpuHour: 0.04m, GbHour: 0.005m, Request: 0, EgressGb: 0));
    private static readonly SizingAdvice Less = new(
        RecommendationKind.Cpu, Current: 2, Proposed: 0.5, RiskNow: 0, Risk: 0.04, Utilisation: 0.81, Confidence: 0.9, TimeSpan.FromDays(3), OomKills: 0);
    private static readonly SizingAdvice LessMemory = Less with { Kind = RecommendationKind.Memory, Current = 4 * Gb, Proposed = Gb, Risk = 0 };

    [Fact]
    public void What_is_saved_is_the_difference_of_a_month_of_all_instances()
    {
        var recommendation = Decide(Less).ShouldNotBeNull();

        recommendation.SavingPerMonth.ShouldBe(730 * 3 * 1.5m * 0.04m);
        recommendation.Proposed.ShouldBe(0.5);
        recommendation.Evidence.Text.ShouldContain("pass what is proposed in 4 %");
        recommendation.Evidence.HistoryHours.ShouldBe(72);
    }

    [Fact]
    public void Memory_and_instances_save_as_well()
    {
        Decide(LessMemory)!.SavingPerMonth.ShouldBe(730 * 3 * 3 * 0.005m);
        Decide(Less with { Kind = RecommendationKind.Instances, Current = 3, Proposed = 2 })!.SavingPerMonth.ShouldBe(730 * (2 * 0.04m + 4 * 0.005m));
    }

    [Fact]
    public void A_small_saving_is_not_worth_telling()
    {
        Decide(Less with { Proposed = 1.9 }).ShouldBeNull();
        RecommendationDecider.Decide(Less, Cost with { Prices = Cost.Prices with { CpuHour = 0.0001m } }, Balanced, OptimizationTargets.None).ShouldBeNull();
    }

    [Fact]
    public void What_is_as_it_should_be_is_left_alone() => Decide(Less with { Proposed = 2 }).ShouldBeNull();

    [Fact]
    public void Too_little_history_recommends_no_saving()
    {
        Decide(Less with { Confidence = 0.49 }).ShouldBeNull();
        Decide(Less with { Confidence = 0.5 }).ShouldNotBeNull();
    }

    [Fact]
    public void Who_is_conservative_wants_more_history_and_less_risk()
    {
        var cautious = RecommendationRules.Of(OptimizationStrategy.Conservative);

        RecommendationDecider.Decide(Less, Cost, cautious, OptimizationTargets.None).ShouldBeNull();
        RecommendationDecider.Decide(Less with { Risk = 0.02 }, Cost, cautious, OptimizationTargets.None).ShouldNotBeNull();
        RecommendationDecider.Decide(Less with { Risk = 0.02, Confidence = 0.7 }, Cost, cautious, OptimizationTargets.None).ShouldBeNull();
        Decide(Less with { Risk = 0.12 }).ShouldBeNull();
        RecommendationDecider.Decide(Less with { Risk = 0.12, Confidence = 0.35 }, Cost, RecommendationRules.Of(OptimizationStrategy.Aggressive), OptimizationTargets.None).ShouldNotBeNull();
    }

    [Fact]
    public void A_risk_that_cpu_may_take_is_too_much_for_memory() => Decide(LessMemory with { Risk = 0.04 }).ShouldBeNull();

    [Fact]
    public void A_limit_that_is_passed_too_often_is_raised_whatever_it_costs()
    {
        var more = Less with { Proposed = 3, RiskNow = 0.3, Risk = 0.02 };

        Decide(more)!.SavingPerMonth.ShouldBe(-730 * 3 * 0.04m);
        Decide(more with { RiskNow = 0.09 }).ShouldBeNull();
        Decide(more with { Confidence = 0.2 }).ShouldBeNull();
    }

    [Fact]
    public void An_oom_kill_raises_memory_without_any_history_and_never_lowers_it()
    {
        Decide(LessMemory with { Proposed = 5 * Gb, OomKills = 1, Confidence = 0 }).ShouldNotBeNull().Evidence.Text.ShouldContain("Once the app was killed");
        Decide(LessMemory with { OomKills = 1 }).ShouldBeNull();
    }

    [Fact]
    public void Within_the_budget_only_what_risks_next_to_nothing_is_advised()
    {
        var within = new OptimizationTargets(Cost: Cost.PerMonth);

        RecommendationDecider.Decide(Less, Cost, Balanced, within).ShouldBeNull();
        RecommendationDecider.Decide(Less with { Risk = 0.001 }, Cost, Balanced, within).ShouldNotBeNull();
        RecommendationDecider.Decide(Less, Cost, Balanced, new OptimizationTargets(Cost: Cost.PerMonth - 1)).ShouldNotBeNull();
    }

    [Fact]
    public void Safety_comes_first_and_then_the_largest_saving()
    {
        var raise = LessMemory with { Proposed = 5 * Gb, OomKills = 1 };

        RecommendationDecider.Decide([LessMemory with { OomKills = 0 }, Less, raise], Cost, Balanced, OptimizationTargets.None)
            .Select(each => (each.Kind, each.Proposed)).ShouldBe([(RecommendationKind.Memory, 5 * Gb), (RecommendationKind.Cpu, 0.5), (RecommendationKind.Memory, Gb)]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    public void What_is_no_limit_is_never_proposed(double proposed) => Decide(LessMemory with { Proposed = proposed, OomKills = 1 }).ShouldBeNull();

    [Fact]
    public void As_many_instances_are_proposed_as_carry_all_but_the_strategys_share_of_usage()
    {
        // 97 of 100 times 1.2 cores are used, else 4.
        var usage = new DecayingHistogram(HistogramBuckets.Exponential(most: 100, first: 0.01, ratio: 1.02, epsilon: 1e-4));
        for (var sample = 0; sample < 1000; sample++)
            usage.Add(sample % 100 < 97 ? 1.2 : 4, 1, DateTimeOffset.UnixEpoch);
        SizingAdvice Advice(OptimizationStrategy strategy, int least = 1) => InstanceSizing.Decide(usage, cpus: 1, current: 8, least, strategy, TimeSpan.FromDays(2), 0.7)!;

        Advice(OptimizationStrategy.Aggressive).Proposed.ShouldBe(2);
        Advice(OptimizationStrategy.Aggressive).Risk.ShouldBe(0.03, 1e-9);
        Advice(OptimizationStrategy.Balanced).Proposed.ShouldBe(6);
        Advice(OptimizationStrategy.Balanced).Risk.ShouldBe(0);
        Advice(OptimizationStrategy.Conservative).Proposed.ShouldBe(7);
        Advice(OptimizationStrategy.Aggressive, least: 3).Proposed.ShouldBe(3);
    }

    [Fact]
    public void Nothing_is_said_about_instances_of_which_nothing_is_known() =>
        InstanceSizing.Decide(new DecayingHistogram(HistogramBuckets.Linear(10, 1, 1e-4)), 1, 3, 1, OptimizationStrategy.Balanced, TimeSpan.Zero, 0).ShouldBeNull();

    private static Recommendation? Decide(SizingAdvice advice) => RecommendationDecider.Decide(advice, Cost, Balanced, OptimizationTargets.None);
}
