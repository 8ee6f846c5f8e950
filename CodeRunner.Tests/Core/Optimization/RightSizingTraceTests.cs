using System.Globalization;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Sizing;
using CodeRunner.Tests.Support;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Core.Optimization;

/// <summary>Right-sizing of published machines, a day each, rolling: each limit is decided from what was before it. Nothing is left out, not even the first minutes at what was declared.</summary>
public sealed class RightSizingTraceTests(ITestOutputHelper output)
{
    private const string Trace = "scaling/traces/gcd_vm_cpu_mem_300s.csv";
    private const double Cores = 16;
    private const double Memory = 64.0 * (1L << 30);

    private static readonly DateTimeOffset Midnight = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly SizingBounds Bounds = SizingBounds.UpTo(Cores, Memory);

    [SharedDataFact(Trace)]
    public void Balanced_limits_are_used_and_hardly_ever_passed_and_the_other_strategies_lie_on_either_side()
    {
        var machines = Read();
        var all = Enum.GetValues<OptimizationStrategy>().ToDictionary(strategy => strategy, strategy => machines.AsParallel().AsOrdered().Select(machine => Roll(machine, strategy)).ToList());
        foreach (var (strategy, rolls) in all)
        {
            output.WriteLine($"{strategy}, all machines: {Summary.Of(rolls)}");
            output.WriteLine($"{strategy}, even ones: {Summary.Of(rolls.Where((_, index) => index % 2 == 0))}");
            output.WriteLine($"{strategy}, odd ones: {Summary.Of(rolls.Where((_, index) => index % 2 == 1))}");
            output.WriteLine($"{strategy}, first half of the day: {Summary.Of(rolls.Select(roll => roll with { Steps = roll.Steps[..(roll.Steps.Count / 2)] }))}");
            output.WriteLine($"{strategy}, second half of the day: {Summary.Of(rolls.Select(roll => roll with { Steps = roll.Steps[(roll.Steps.Count / 2)..] }))}");
        }
        var (cautious, balanced, bold) = (Summary.Of(all[OptimizationStrategy.Conservative]), Summary.Of(all[OptimizationStrategy.Balanced]), Summary.Of(all[OptimizationStrategy.Aggressive]));

        balanced.Utilisation.ShouldBeGreaterThanOrEqualTo(0.80);
        balanced.OfSums.ShouldBeGreaterThanOrEqualTo(0.80);
        balanced.Over.ShouldBeLessThanOrEqualTo(0.06);
        balanced.MemoryOver.ShouldBeLessThanOrEqualTo(0.04);
        balanced.MostChangesAnHour.ShouldBeLessThanOrEqualTo(1);
        bold.Utilisation.ShouldBeGreaterThan(balanced.Utilisation);
        bold.MemoryUtilisation.ShouldBeGreaterThan(balanced.MemoryUtilisation);
        cautious.Over.ShouldBeLessThan(balanced.Over);
        cautious.MemoryOver.ShouldBeLessThanOrEqualTo(balanced.MemoryOver);
        cautious.Utilisation.ShouldBeLessThan(balanced.Utilisation);
    }

    private static Rolled Roll(List<(double Cpu, double Memory)> machine, OptimizationStrategy strategy)
    {
        var history = new UsageHistory();
        var applied = new AppliedLimits(Cores, Memory, ChangedAt: null);
        var (steps, changes) = (new List<RolledStep>(), new List<DateTimeOffset>());
        for (var index = 0; index < machine.Count; index++)
        {
            var now = Midnight + index * Step;
            var decision = RightSizing.Decide(history, applied, strategy, OptimizationTargets.None, Bounds, now);
            applied = decision.Applied(applied, now);
            if (decision.Changed)
                changes.Add(now);
            var (cpu, memory) = machine[index];
            steps.Add(new RolledStep(cpu, applied.Cpus, memory, applied.MemoryBytes));
            history.Observe(new UsageSample(now + Step, cpu, memory), applied.MemoryBytes);
        }
        return new Rolled(steps, changes);
    }

    /// <summary>A line is vm, slot, % of the CPU and of the memory that was declared; sorted.</summary>
    private static List<List<(double Cpu, double Memory)>> Read() =>
    [
        .. File.ReadLines(SharedData.Find(Trace)).Skip(1).Select(line => line.Split(',')).GroupBy(cells => cells[0])
            .Select(machine => machine.Select(cells => (Part(cells[2]) * Cores, Part(cells[3]) * Memory)).ToList()),
    ];

    private static double Part(string percent) => double.Parse(percent, CultureInfo.InvariantCulture) / 100;

    private sealed record RolledStep(double Cpu, double CpuLimit, double Memory, double MemoryLimit);

    private sealed record Rolled(List<RolledStep> Steps, List<DateTimeOffset> Changes)
    {
        public int MostChangesAnHour => Changes.Count == 0 ? 0 : Changes.Max(from => Changes.Count(each => each >= from && each - from < TimeSpan.FromHours(1)));
    }

    /// <summary>
    /// Utilisation is the mean over a machine's samples of usage / limit, at most 1 of each, and then over machines; OfSums all usage over all limits; Over the share of samples over the CPU
    /// limit; MemoryOver the share of machines whose memory was ever over its limit; ChangesAnHour the mean.
    /// </summary>
    private sealed record Summary(double Utilisation, double OfSums, double Over, double MemoryOver, double MemoryUtilisation, double ChangesAnHour, int MostChangesAnHour)
    {
        public static Summary Of(IEnumerable<Rolled> rolls)
        {
            var machines = rolls.ToList();
            var steps = machines.SelectMany(machine => machine.Steps).ToList();
            return new Summary(
                machines.Average(machine => machine.Steps.Average(step => Math.Min(1, step.Cpu / step.CpuLimit))),
                steps.Sum(step => step.Cpu) / steps.Sum(step => step.CpuLimit),
                steps.Average(step => step.Cpu > step.CpuLimit ? 1.0 : 0),
                machines.Average(machine => machine.Steps.Exists(step => step.Memory > step.MemoryLimit) ? 1.0 : 0),
                machines.Average(machine => machine.Steps.Average(step => Math.Min(1, step.Memory / step.MemoryLimit))),
                machines.Sum(machine => machine.Changes.Count) / (steps.Count * Step.TotalHours),
                machines.Max(machine => machine.MostChangesAnHour));
        }
    }
}
