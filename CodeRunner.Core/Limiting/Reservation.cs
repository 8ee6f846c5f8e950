using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>An amount of what limits are about; cpus in cores.</summary>
public readonly record struct Reservation(int Instances, decimal Cpus, long MemoryMb)
{
    public static Reservation operator +(Reservation one, Reservation other) =>
        new(one.Instances + other.Instances, one.Cpus + other.Cpus, one.MemoryMb + other.MemoryMb);

    /// <summary>Whether there is more of anything than in <paramref name="other"/>.</summary>
    public bool ExceedsAnyOf(Reservation other) => Instances > other.Instances || Cpus > other.Cpus || MemoryMb > other.MemoryMb;

    public ReservedResources ToResponse() => new(Instances, Cpus, MemoryMb);
}
