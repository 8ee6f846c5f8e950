using CodeRunner.Worker.Ingress.Choosing;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Worker.Ingress;

public sealed class TargetChoiceTests
{
    // g: good, d: due, o: out, t: tried; the number: requests in flight; after @: when it may be tried.
    [Theory]
    [InlineData("g3 g1 g2", true, 1)]
    [InlineData("g0 o0@5", true, 0)]
    [InlineData("o0@5 g9", true, 1)]
    [InlineData("g0 d7", true, 1)]
    [InlineData("g5 d0", false, 0)]
    [InlineData("o0@9 o0@3 o0@5", true, 1)]
    [InlineData("t0 o4@9", false, 1)]
    [InlineData("o0@9 d5", false, 1)]
    [InlineData("t0 g9", true, 1)]
    [InlineData("t0", true, -1)]
    [InlineData("t0 t0", false, -1)]
    [InlineData("", true, -1)]
    public void A_request_goes_where_it_is_best_served(string targets, bool mayProbe, int expected) =>
        TargetChoice.Choose(Parse(targets), turn: 0, mayProbe).ShouldBe(expected);

    [Fact]
    public void Equals_take_turns() =>
        Enumerable.Range(0, 6).Select(turn => TargetChoice.Choose(Parse("g0 g0 g0"), (uint)turn, mayProbe: true)).ShouldBe([0, 1, 2, 0, 1, 2]);

    [Fact]
    public void Nobody_is_refused_while_a_target_was_not_tried_and_a_bad_one_is_never_preferred() => Prop.ForAll(Targets(), given =>
    {
        var (targets, turn, mayProbe) = given;
        var chosen = TargetChoice.Choose(targets, turn, mayProbe);
        if (chosen < 0)
            return Array.TrueForAll(targets, target => target.Health == TargetHealth.Tried);
        return targets[chosen].Health switch
        {
            TargetHealth.Tried => false,
            TargetHealth.Out => !Array.Exists(targets, target => target.Health is TargetHealth.Good or TargetHealth.Due),
            TargetHealth.Good => !Array.Exists(targets, target => target.Health == TargetHealth.Good && target.InFlight < targets[chosen].InFlight),
            _ => mayProbe || !Array.Exists(targets, target => target.Health == TargetHealth.Good),
        };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_target_that_fails_is_left_out_for_a_short_and_growing_time_and_is_well_after_one_answer()
    {
        var (ejection, now) = (Ejection.None, 1_000_000L);
        foreach (var expected in (long[])[100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000])
        {
            ejection.Health(now).ShouldNotBe(TargetHealth.Out);
            ejection = ejection.Fail(now);
            ejection.OutUntil.ShouldBe(now + expected);
            ejection.Health(ejection.OutUntil - 1).ShouldBe(TargetHealth.Out);
            now = ejection.OutUntil;
            ejection.Health(now).ShouldBe(TargetHealth.Due);
        }
    }

    [Fact]
    public void Requests_that_fail_together_count_once()
    {
        var once = Ejection.None.Fail(1000);

        once.Fail(1000).Fail(1050).Fail(1099).ShouldBe(once);
    }

    [Fact]
    public void While_one_request_tries_it_no_other_does_unless_the_answer_never_comes()
    {
        var probing = Ejection.None.Fail(1000).Probe(1100);

        probing.Health(1101).ShouldBe(TargetHealth.Out);
        probing.Health(1100 + Ejection.LongestProbe).ShouldBe(TargetHealth.Due);
        probing.Fail(1101).OutUntil.ShouldBe(1301);
    }

    [Theory]
    [InlineData(SendOutcome.Refused, false, 0, true)]
    [InlineData(SendOutcome.Refused, true, 5, true)]
    [InlineData(SendOutcome.Broken, true, 2, true)]
    [InlineData(SendOutcome.Broken, true, 1, false)]
    [InlineData(SendOutcome.Broken, false, 5, false)]
    [InlineData(SendOutcome.TimedOut, true, 5, false)]
    [InlineData(SendOutcome.Failed, true, 5, false)]
    [InlineData(SendOutcome.Done, true, 5, false)]
    internal void What_an_app_may_have_seen_is_repeated_only_where_that_is_harmless(SendOutcome outcome, bool isIdempotent, int otherGood, bool expected) =>
        RetryRule.Allows(outcome, isIdempotent, otherGood).ShouldBe(expected);

    [Fact]
    public void An_outage_adds_a_tenth_to_the_load_and_no_more()
    {
        var budget = new RetryBudget();
        var repeated = 0;
        for (var request = 0; request < 1000; request++)
        {
            budget.Earn();
            repeated += budget.TrySpend() ? 1 : 0;
        }

        repeated.ShouldBeInRange(100, 111);
    }

    private static TargetView[] Parse(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        var parts = word[1..].Split('@');
        var health = word[0] switch { 'g' => TargetHealth.Good, 'd' => TargetHealth.Due, 'o' => TargetHealth.Out, _ => TargetHealth.Tried };
        return new TargetView(health, int.Parse(parts[0], null), parts.Length > 1 ? long.Parse(parts[1], null) : 0);
    })];

    private static Arbitrary<(TargetView[] Targets, uint Turn, bool MayProbe)> Targets() => (
        from targets in (
            from health in Gen.Elements(Enum.GetValues<TargetHealth>())
            from inFlight in Gen.Choose(0, 5)
            from until in Gen.Choose(0, 100)
            select new TargetView(health, inFlight, until)).ArrayOf()
        from turn in Gen.Choose(0, int.MaxValue)
        from mayProbe in Gen.Elements(true, false)
        select (targets, (uint)turn, mayProbe)).ToArbitrary();
}
