namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// The limits that shall hold from now on. <see cref="Changed"/>: they differ from those that held until now, for <see cref="Reason"/>. The outlooks are of these limits and
/// of those before; <see cref="Confidence"/> grows with the history from 0 to 1.
/// </summary>
public sealed record SizingDecision(
    bool Changed, string Reason, LimitOutlook Cpu, LimitOutlook CpuBefore, LimitOutlook Memory, LimitOutlook MemoryBefore, double Confidence)
{
    public AppliedLimits Applied(AppliedLimits before, DateTimeOffset now) => Changed ? new AppliedLimits(Cpu.Limit, Memory.Limit, now) : before;

    internal SizingDecision Keep(string why) => this with { Changed = false, Reason = why, Cpu = CpuBefore, Memory = MemoryBefore };
}
