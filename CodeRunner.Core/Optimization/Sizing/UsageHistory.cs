using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// What is known of how a deployment's instances use CPU and memory; a few kilobytes, however long it has run. Not safe for several threads. One history serves all strategies.
/// </summary>
public sealed class UsageHistory
{
    /// <summary>More often than this is not looked at; an average of some minutes is what a limit is for.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>A longer time between two samples is a hole: it adds no history.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>A thousandth of a core.</summary>
    private const double LeastCpus = 0.001;

    private readonly UsageOutlook cpu = new(LeastCpus);
    private readonly MemoryNeed memory = new();
    private DateTimeOffset? since;
    private DateTimeOffset? until;

    public UsageHistory()
    {
    }

    private UsageHistory(UsageOutlook cpu, MemoryNeed memory, SizingCheckpoint stored)
    {
        (this.cpu, this.memory, since, until) = (cpu, memory, stored.Since, stored.Until);
        (Covered, OomKilledAt, OomKills) = (stored.Covered, stored.OomKilledAt, stored.OomKills);
    }

    /// <summary>The time that was seen, without holes.</summary>
    public TimeSpan Covered { get; private set; }

    public DateTimeOffset? OomKilledAt { get; private set; }

    public int OomKills { get; private set; }

    /// <summary>Half after a day, three quarters after two, never quite 1; less when half of the time was not seen.</summary>
    public double Confidence => since is { } first && until is { } last && last > first ? (1 - Math.Pow(2, -Covered.TotalDays)) * Math.Min(1, Covered / (last - first)) : 0;

    internal UsageOutlook Cpu => cpu;

    internal MemoryNeed Memory => memory;

    public SizingCheckpoint ToCheckpoint() => new(cpu.ToCheckpoint(), memory.ToCheckpoint(), since, until, Covered, OomKilledAt, OomKills);

    /// <summary>False for what another version stored otherwise: history begins anew then.</summary>
    public static bool TryLoad(SizingCheckpoint stored, [NotNullWhen(true)] out UsageHistory? history)
    {
        history = UsageOutlook.Load(LeastCpus, stored.Cpu) is { } cpu && MemoryNeed.Load(stored.Memory) is { } memory ? new UsageHistory(cpu, memory, stored) : null;
        return history is not null;
    }

    /// <summary>Samples in the order of their time, a few minutes apart. What comes late or too often is left out, but for an OOM kill, which always counts: <paramref name="limit"/> bytes were too few.</summary>
    public void Observe(UsageSample sample, double limit)
    {
        if (sample.OomKilled)
        {
            (OomKilledAt, OomKills) = (sample.Time, OomKills + 1);
            memory.OomKilled(Math.Max(limit, sample.MemoryBytes), sample.Time);
        }
        if (!double.IsFinite(sample.Cpus) || !double.IsFinite(sample.MemoryBytes) || sample.Time - until < Shortest)
            return;
        cpu.Observe(Math.Max(0, sample.Cpus), sample.Time);
        memory.Observe(Math.Max(0, sample.MemoryBytes), sample.Time);
        if (until is { } last && sample.Time - last <= Longest)
            Covered += sample.Time - last;
        (since, until) = (since ?? sample.Time, sample.Time);
    }
}
