using System.Globalization;
using CodeRunner.Benchmarks.Chaos;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>The short form of `./coderunner chaos`, on a platform of its own.</summary>
public sealed class ChaosTests
{
    private const int Apps = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(36);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_SEED"), CultureInfo.InvariantCulture, out var asked) ? asked : 7;

    [Fact]
    public async Task Every_service_is_killed_stopped_and_delayed_under_load_and_every_promise_is_kept()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var told = new StringWriter();
        await using var people = TextWriter.Synchronized(told);
        var schedule = FaultSchedule.MakeShort(Seed, Length);

        ChaosOutcome outcome;
        try
        {
            outcome = await ChaosRun.RunAsync(schedule, Apps, people, patience.Token);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The faults, which CODERUNNER_TEST_SEED={Seed} repeats:\n{told}", exception);
        }

        outcome.Broken.ShouldBeEmpty($"CODERUNNER_TEST_SEED={Seed} repeats the faults:\n{told}{outcome}");
        outcome.WritesAccepted.ShouldBePositive();
        outcome.ReleasesAccepted.ShouldBePositive();
        outcome.Lines.ShouldBeGreaterThan((long)(Apps * Length.TotalSeconds));
    }

    [Fact]
    public void The_same_seed_makes_the_same_faults_and_every_service_suffers_every_kind()
    {
        var faults = FaultSchedule.MakeShort(Seed, Length);

        FaultSchedule.MakeShort(Seed, Length).ShouldBe(faults);
        FaultSchedule.MakeShort(Seed + 1, Length).ShouldNotBe(faults);
        faults.GroupBy(fault => fault.Service).Select(service => (service.Key, service.Select(fault => fault.Kind).Distinct().Count())).ShouldBe(
            [("postgres", 3), ("redis", 3), ("api", 3), ("web", 3), ("worker", 2)], ignoreOrder: true);
        faults.ShouldAllBe(fault => fault.At + fault.For <= Length);
    }
}
