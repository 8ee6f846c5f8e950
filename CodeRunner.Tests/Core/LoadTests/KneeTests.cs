using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests.Deciding;
using CodeRunner.Tests.Api.Support;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.LoadTests;

public sealed class KneeTests
{
    private static readonly int[] Concurrencies = [1, 2, 4, 8, 16, 32, 64];

    private static readonly Gen<double> Noise = Gen.Choose(-50, 50).Select(thousandths => 1 + thousandths / 1000.0);

    [Fact]
    public void What_grows_with_what_is_asked_has_no_knee_yet() => Check(
        from rate in Gen.Choose(1, 5000)
        from noise in Noise.ListOf(Concurrencies.Length)
        select Steps((concurrency, index) => rate * concurrency * noise[index]),
        steps =>
        {
            var (knee, note) = KneeDecider.Decide(steps);
            knee.ShouldBeNull();
            note.ShouldStartWith("Not reached: with 64 at once");
        });

    /// <summary>So many serve at once, each request also spends time where nobody waits for anybody: their asymptotes meet at N* = servers × (service + delay) / service.</summary>
    [Fact]
    public void The_knee_of_a_queue_is_where_its_asymptotes_meet() => Check(
        from servers in Gen.Choose(1, 12)
        from delay in Gen.Choose(0, 30)
        from noise in Noise.ListOf(Concurrencies.Length)
        where servers * (1 + delay / 10.0) <= 20
        select (servers, delay: delay / 10.0, noise),
        given =>
        {
            var steps = Steps((concurrency, index) => 100 * ClosedQueue(concurrency, given.servers, given.delay) * given.noise[index]);
            var meet = given.servers * (1 + given.delay);

            var knee = KneeDecider.Decide(steps).Knee.ShouldNotBeNull();

            ((double)knee.Concurrency).ShouldBeInRange(meet / 2.2, Math.Max(meet * 2.2, 2));
            knee.Throughput.ShouldBe(steps.Single(step => step.Concurrency == knee.Concurrency).Throughput);
        });

    [Fact]
    public void What_breaks_down_has_its_knee_before() =>
        KneeDecider.Decide(Steps((concurrency, _) => concurrency <= 8 ? 100 * concurrency : 50)).Knee!.Concurrency.ShouldBe(8);

    [Fact]
    public void Twice_as_many_at_once_have_to_bring_more_than_the_root_of_two()
    {
        KneeDecider.Decide([StoredLoadTests.Step(1, 100), StoredLoadTests.Step(2, 140)]).Knee!.Concurrency.ShouldBe(1);
        KneeDecider.Decide([StoredLoadTests.Step(1, 100), StoredLoadTests.Step(2, 143)]).Knee.ShouldBeNull();
    }

    [Fact]
    public void Steps_that_were_short_are_said_to_be()
    {
        KneeDecider.Decide(Steps((concurrency, _) => concurrency)).Note.ShouldNotContain("a guess");
        KneeDecider.Decide([.. Steps((concurrency, _) => concurrency).Select(step => step with { Seconds = 0.4 })]).Note.ShouldEndWith("with more requests it is surer.");
    }

    [Theory]
    [InlineData(99.94, "(99.9 a second)")]
    [InlineData(100.4, "(100 a second)")]
    [InlineData(12345.6, "(12,346 a second)")]
    public void A_knee_is_said_with_as_many_digits_as_matter(double throughput, string said) =>
        KneeDecider.Decide([StoredLoadTests.Step(1, throughput), StoredLoadTests.Step(2, throughput)]).Note.ShouldContain(said);

    [Fact]
    public void One_step_and_none_and_nothing_answered_tell_nothing()
    {
        KneeDecider.Decide([]).Knee.ShouldBeNull();
        KneeDecider.Decide([StoredLoadTests.Step(1, 100)]).ShouldSatisfyAllConditions(it => it.Knee.ShouldBeNull(), it => it.Note.ShouldStartWith("One step"));
        KneeDecider.Decide(Steps((_, _) => 0)).ShouldSatisfyAllConditions(it => it.Knee.ShouldBeNull(), it => it.Note.ShouldStartWith("Nothing was answered"));
    }

    private static LoadTestStep[] Steps(Func<int, int, double> throughput) => [.. Concurrencies.Select((concurrency, index) => StoredLoadTests.Step(concurrency, throughput(concurrency, index)))];

    /// <summary>The machine repairman's model: served a unit of time, with as many customers as ask at once.</summary>
    private static double ClosedQueue(int customers, int servers, double delay)
    {
        if (delay == 0)
            return Math.Min(customers, servers);
        var (weight, all, served) = (1.0, 1.0, 0.0);
        for (var waiting = 1; waiting <= customers; waiting++)
        {
            weight *= (customers - waiting + 1) / delay / Math.Min(waiting, servers);
            all += weight;
            served += weight * Math.Min(waiting, servers);
        }
        return served / all;
    }

    private static void Check<T>(Gen<T> gen, Action<T> holds) => Prop.ForAll(Arb.From(gen), holds).QuickCheckThrowOnFailure();
}
