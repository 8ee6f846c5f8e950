using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>What fits. Pure.</summary>
public static class LimitDecider
{
    /// <summary>
    /// The first limit that keeps a deployment from going from <paramref name="before"/> to <paramref name="after"/>; null where none does. Only what rises is measured: who is over a
    /// limit, because it was lowered, may do all that takes no more of it.
    /// </summary>
    public static LimitFault? Refuse(IEnumerable<Allowance> allowances, Reservation before, Reservation after) => allowances
        .SelectMany(allowance => Faults(allowance, before, after))
        .FirstOrDefault();

    /// <summary>How far a count can go towards <paramref name="wanted"/>, never below <paramref name="from"/>, and what keeps it from going all the way.</summary>
    public static (int Count, LimitFault? Fault) Fit(IReadOnlyCollection<Allowance> allowances, DeploymentReservation deployment, int from, int wanted)
    {
        LimitFault? fault = null;
        for (var count = wanted; count > from; count--)
        {
            if (Refuse(allowances, deployment.At(from), deployment.At(count)) is not { } found)
                return (count, fault);
            fault ??= found;
        }
        return (from, fault);
    }

    /// <summary>Whether nothing more fits.</summary>
    public static bool IsFull(ResourceLimits limits, Reservation used) =>
        used.Instances >= limits.Instances || used.Cpus >= limits.Cpus || used.MemoryMb >= limits.MemoryMb;

    private static IEnumerable<LimitFault> Faults(Allowance allowance, Reservation before, Reservation after)
    {
        var (limits, others) = (allowance.Limits, allowance.Others);
        if (IsOver(limits.Instances, others.Instances, before.Instances, after.Instances) is var (instances, used, wanted))
            yield return new(allowance.Holder, LimitedResource.Instances, instances, used, wanted);
        if (IsOver(limits.Cpus, others.Cpus, before.Cpus, after.Cpus) is var (cpus, usedCpus, wantedCpus))
            yield return new(allowance.Holder, LimitedResource.Cpus, cpus, usedCpus, wantedCpus);
        if (IsOver(limits.MemoryMb, others.MemoryMb, before.MemoryMb, after.MemoryMb) is var (memory, usedMemory, wantedMemory))
            yield return new(allowance.Holder, LimitedResource.MemoryMb, memory, usedMemory, wantedMemory);
    }

    private static (decimal Limit, decimal Used, decimal Wanted)? IsOver(decimal? limit, decimal others, decimal before, decimal after) =>
        limit is { } most && after > before && others + after > most ? (most, others + before, others + after) : null;
}
